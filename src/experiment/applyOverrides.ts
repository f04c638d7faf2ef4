// Assignments such as `algorithm.metaIterations=2000`, as the command line takes them, applied to the text of an
// experiment file.

import { quote } from '../base/quote.ts';
import { nearestWord } from '../base/spelling.ts';
import { joinAlternatives } from './describeOutline.ts';
import { editsToSet } from './documentEdits.ts';
import { findDuplicateKeys, valueOfNode } from './documentValue.ts';
import { applyTextEdits, type ExperimentDocument, findValue } from './experimentDocument.ts';
import { dottedPath, type KeyPath } from './keyPath.ts';
import { outlineAt, placesOfKey, type ValueAt, valuesOf } from './outlineLookup.ts';
import { deepestNesting, parseText } from './parseText.ts';
import type { Outline } from './schemaOutline.ts';
import { knownKeys } from './unknownKey.ts';

export type OverrideResult =
  /** The text with the values set, comments kept. Whether they make sense is for `readExperiment` to say. */
  | { readonly kind: 'applied'; readonly text: string }
  /** What is wrong with which assignment, and what to write instead. */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Applies `key.path=value` assignments in order. Steps of a path are keys or list positions (`model.layers.0.units` or
 * `model.layers[0].units`); a value is read as JSON where it is JSON, otherwise, and wherever the schema wants a text,
 * as a text.
 */
export function applyOverrides(text: string, assignments: readonly string[]): OverrideResult {
  let current = text;
  for (const assignment of assignments) {
    const { document, problems } = parseText(current);
    const [problem] = problems;
    if (problem !== undefined) {
      const place = `line ${problem.range.start.line + 1}, column ${problem.range.start.column + 1}`;
      return refuse(`Values can be set only in a file that is valid JSON. At ${place}: ${problem.message}`);
    }
    const [duplicate] = findDuplicateKeys(document);
    if (duplicate !== undefined) {
      return refuse(
        `Values can be set only in a file without duplicate keys. In line ${duplicate.range.start.line + 1}: ${duplicate.message}`,
      );
    }
    const result = applyAssignment(document, assignment);
    if (result.kind === 'refused') return result;
    current = result.text;
  }
  return { kind: 'applied', text: current };
}

/** The key that an assignment sets; undefined for what is no assignment. */
export function pathOfAssignment(assignment: string): KeyPath | undefined {
  const equals = assignment.indexOf('=');
  return equals > 0 ? parsePath(assignment.slice(0, equals)) : undefined;
}

function applyAssignment(document: ExperimentDocument, assignment: string): OverrideResult {
  const path = pathOfAssignment(assignment);
  if (path === undefined) {
    return refuse(`${quote(assignment)} sets nothing. Write key=value, for instance algorithm.metaIterations=2000.`);
  }
  const valueAt = valuesOf(document);
  for (let depth = 1; depth <= path.length; depth++) {
    const obstacle = obstacleAt(document, path.slice(0, depth), valueAt);
    if (obstacle !== undefined) return refuse(`${quote(assignment)} cannot be set: ${obstacle}`);
  }
  const parsed = parseValue(assignment.slice(assignment.indexOf('=') + 1), outlineAt(path, valueAt));
  if ('reason' in parsed) return refuse(`${quote(assignment)} cannot be set: ${parsed.reason}`);
  const edits = editsToSet(document, path, parsed.value);
  if (edits === undefined)
    return refuse(`${quote(assignment)} cannot be set: something else stands in its place in the file.`);
  return { kind: 'applied', text: applyTextEdits(document.text, edits) };
}

/** Why the last step of `path` cannot be taken. */
function obstacleAt(document: ExperimentDocument, path: KeyPath, valueAt: ValueAt): string | undefined {
  const parentPath = path.slice(0, -1);
  const parent = findValue(document, parentPath);
  const step = path.at(-1) ?? '';
  const container = parentPath.length === 0 ? 'the experiment' : quote(dottedPath(parentPath));
  if (outlineAt(path, valueAt) === undefined)
    return typeof step === 'string' ? noSuchKey(parentPath, step, container, valueAt) : `${container} is no list.`;
  if (typeof step === 'number') {
    const length = parent?.children?.length ?? 0;
    if (parent?.type !== 'array')
      return `${container} is not set in the file. Set the whole list, as in ${dottedPath(parentPath)}=[…].`;
    return step <= length
      ? undefined
      : `${container} has ${length} entries, so its positions are 0 to ${length}, the last to add one.`;
  }
  return parent === undefined || parent.type === 'object' ? undefined : `${container} is no object in the file.`;
}

function noSuchKey(parent: KeyPath, key: string, container: string, valueAt: ValueAt): string {
  const outline = outlineAt(parent, valueAt);
  const known = knownKeys(parent, valueAt);
  if (outline?.kind === 'variants' && known.length === 0) {
    return `${container} has no ${outline.discriminator} yet. Set ${dottedPath([...parent, outline.discriminator])} first.`;
  }
  if (outline?.kind === 'list') return `${container} is a list; its positions are numbers from 0 on.`;
  if (known.length === 0) return `${container} has no keys.`;
  const places = placesOfKey(key);
  const meant = nearestWord(key, known);
  if (places.length > 0) return `${quote(key)} is no key of ${container}; it belongs to ${joinAlternatives(places)}.`;
  if (meant !== undefined)
    return `${quote(key)} is no key of ${container}. Did you mean ${dottedPath([...parent, meant])}?`;
  return `${quote(key)} is no key of ${container}. Its keys are ${known.join(', ')}.`;
}

function parsePath(text: string): KeyPath | undefined {
  const steps = text
    .trim()
    .replace(/\[(\d{1,9})\]/g, '.$1')
    .split('.');
  // What a longer path sets could not be read.
  if (steps.length > deepestNesting || steps.some((step) => step === '')) return undefined;
  return steps.map((step) => (/^\d{1,9}$/.test(step) ? Number(step) : step));
}

function parseValue(text: string, outline: Outline | undefined): { value: unknown } | { reason: string } {
  const { document, problems } = parseText(text);
  if (problems.some((problem) => problem.rule === 'nesting-too-deep'))
    return { reason: 'the value has too many nested brackets.' };
  if (problems.length > 0 || document.root === undefined) return { value: text };
  const value = valueOfNode(document.root);
  const wantsText = outline?.kind === 'text' || outline?.kind === 'choice';
  if (wantsText && typeof value !== 'string') return { value: text };
  // Written back as JSON, infinity would silently become null.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return { reason: 'the number is too large to compute with.' };
  return { value };
}

function refuse(message: string): OverrideResult {
  return { kind: 'refused', message };
}
