// What the schema says about the file, said at the exact place: wrong types, unknown and missing keys, values out of
// range.

import type { Node } from 'jsonc-parser';
import type * as z from 'zod';
import { quote } from '../base/quote.ts';
import { nearestWord } from '../base/spelling.ts';
import { type BrokenPlaces, unbroken } from './brokenPlaces.ts';
import { describeOutline, listChoices } from './describeOutline.ts';
import { editsToSet, formatInline } from './documentEdits.ts';
import { exampleAt, kindToTake } from './exampleValue.ts';
import { type ExperimentDocument, findValue, headRange, rangeOf } from './experimentDocument.ts';
import { type KeyPath, nameOfPath } from './keyPath.ts';
import { keyOutlineAt, outlineAt, type ValueAt, valuesOf } from './outlineLookup.ts';
import type { Fix, Problem } from './problem.ts';
import { readingProblem } from './readingRules.ts';
import type { Outline } from './schemaOutline.ts';
import { unknownKey } from './unknownKey.ts';

type Issue = z.core.$ZodIssue;

const mostProblems = 100;
/** Of the complaints that may all be a syntax error's doing. */
const mostConsidered = 1000;

/**
 * Turns the schema check's issues into problems; at most 100, one for each place, and none that a syntax error may have
 * made.
 */
export function shapeProblems(
  document: ExperimentDocument,
  issues: readonly Issue[],
  broken: BrokenPlaces = unbroken,
): Problem[] {
  const valueAt = valuesOf(document);
  const problems = new Map<string, Problem>();
  let considered = 0;
  for (const complaint of complaintsOf(issues)) {
    if (problems.size >= mostProblems || ++considered > mostConsidered) break;
    const problem = problemOf(document, complaint, valueAt, broken);
    if (problem === undefined) continue;
    const place = `${problem.range.start.offset} ${problem.rule === 'missing-key' ? problem.message : ''}`;
    if (!problems.has(place)) problems.set(place, problem);
  }
  return [...problems.values()];
}

type Complaint =
  | { readonly kind: 'key'; readonly path: KeyPath; readonly key: string }
  | { readonly kind: 'value'; readonly path: KeyPath; readonly issue: Issue };

function* complaintsOf(issues: readonly Issue[]): Generator<Complaint> {
  for (const issue of issues) {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const within = complaintsWithin(issue);
    if (within !== undefined) yield* complaintsOf(within);
    else if (issue.code === 'unrecognized_keys') for (const key of issue.keys) yield { kind: 'key', path, key };
    else yield { kind: 'value', path, issue };
  }
}

/** Where a value is one of several things and this one is an object, what is wrong with its keys. */
function complaintsWithin(issue: Issue): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const ofObject = issue.errors.find((issues) =>
    issues.every(({ path: [first], code }) => typeof first === 'string' || code === 'unrecognized_keys'),
  );
  return ofObject?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function problemOf(
  document: ExperimentDocument,
  complaint: Complaint,
  valueAt: ValueAt,
  broken: BrokenPlaces,
): Problem | undefined {
  const { path } = complaint;
  if (complaint.kind === 'key') {
    return broken.mayBelong(path, complaint.key) ? undefined : unknownKey(document, path, complaint.key, valueAt);
  }
  if (!broken.isWhole(path)) return undefined;
  const { issue } = complaint;
  const outline = outlineAt(path, valueAt);
  const node = findValue(document, path);
  if (node === undefined) return missingKey(document, path, valueAt);
  if (issue.code === 'invalid_format') return unusableText(document, path, node, issue.message);
  if (outline?.kind === 'choice' && node.type === 'string')
    return unknownValue(document, path, node, outline.choices, valueAt);
  return unusableValue(document, path, node, outline);
}

function missingKey(document: ExperimentDocument, path: KeyPath, valueAt: ValueAt): Problem {
  const key = keyOutlineAt(path, valueAt);
  const parent = path.slice(0, -1);
  const place = parent.length === 0 ? '' : ` in ${nameOfPath(parent)}`;
  const name = quote(String(path.at(-1) ?? 'experiment'));
  const range = headRange(document, parent);
  if (key === undefined) return readingProblem('missing-key', `${name} is missing${place}.`, range);
  const message = `${name} is missing${place}. It must be ${describeOutline(key.value)}.`;
  const example = exampleAt(path, key, valueAt);
  const edits = editsToSet(document, path, example);
  return readingProblem(
    'missing-key',
    message,
    range,
    edits && { title: `Add ${name}: ${formatInline(example)}`, edits },
  );
}

// The schema gives each of its patterns a message that continues the sentence.
function unusableText(document: ExperimentDocument, path: KeyPath, node: Node, why: string): Problem {
  return readingProblem('unusable-text', `${nameOfPath(path)} ${why}.`, rangeOf(document, node));
}

function unknownValue(
  document: ExperimentDocument,
  path: KeyPath,
  node: Node,
  choices: readonly string[],
  valueAt: ValueAt,
): Problem {
  const found = String(node.value);
  const meant = nearestWord(found, choices);
  const range = rangeOf(document, node);
  const message = `${nameOfPath(path)} cannot be ${quote(found)}; it must be ${listChoices(choices)}.`;
  const better = meant ?? kindToTake(path, valueAt);
  if (better === undefined) return readingProblem('unknown-value', message, range);
  const fix: Fix = { title: `Change to "${better}"`, edits: [{ range, newText: `"${better}"` }] };
  const question = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return readingProblem('unknown-value', `${message}${question}`, range, fix);
}

function unusableValue(document: ExperimentDocument, path: KeyPath, node: Node, outline: Outline | undefined): Problem {
  const isScalar = node.type !== 'object' && node.type !== 'array';
  // A whole list or object would be underlined from end to end; its key says enough.
  const range = isScalar ? rangeOf(document, node) : headRange(document, path);
  const needed = outline === undefined ? 'something else' : describeOutline(outline);
  const rule = outline !== undefined && hasTypeOf(node, outline) ? 'out-of-range' : 'wrong-type';
  const message = `${nameOfPath(path)} must be ${needed}. ${describeFound(document, node)}`;
  const replacement = outline && quotedOtherwise(node, outline);
  const fix =
    replacement === undefined
      ? undefined
      : { title: `Change to ${replacement}`, edits: [{ range, newText: replacement }] };
  return readingProblem(rule, message, range, fix);
}

function hasTypeOf(node: Node, outline: Outline): boolean {
  switch (outline.kind) {
    case 'object':
    case 'variants':
    case 'open':
      return node.type === 'object';
    case 'entry':
      return node.type === 'object' || node.type === 'array';
    case 'list':
      return node.type === 'array';
    case 'text':
    case 'choice':
      return node.type === 'string';
    case 'number':
      return node.type === 'number';
    case 'flag':
      return node.type === 'boolean';
    case 'either':
      return outline.options.some((option) => hasTypeOf(node, option));
  }
}

function describeFound(document: ExperimentDocument, node: Node): string {
  switch (node.type) {
    case 'string':
      return node.value === '' ? 'This is an empty text.' : `This is the text ${quote(String(node.value))}.`;
    case 'number': {
      const written = document.text.slice(node.offset, node.offset + Math.min(node.length, 40));
      return Number.isFinite(node.value)
        ? `This is ${written}.`
        : `${written} is larger than any number that can be computed with.`;
    }
    case 'array':
      return `This is a list of ${node.children?.length ?? 0}.`;
    case 'object':
      return 'This is an object.';
    default:
      return `This is ${String(node.value)}.`;
  }
}

/**
 * The same value with its quotes taken away or added, where that is all it needs: `"5"` for a number, `5` for a text.
 */
function quotedOtherwise(node: Node, outline: Outline): string | undefined {
  if (outline.kind === 'text' && node.type === 'number') return JSON.stringify(String(node.value));
  if (node.type !== 'string') return undefined;
  const text = String(node.value).trim();
  if (outline.kind === 'flag' && (text === 'true' || text === 'false')) return text;
  if (outline.kind === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return String(Number(text));
  return undefined;
}
