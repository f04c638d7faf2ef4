// From text to syntax tree: JSON with comments and trailing commas, guarded so that no input can crash or stall the
// reader.

import { createScanner, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { createDocument, type ExperimentDocument } from './experimentDocument.ts';
import type { Problem } from './problem.ts';
import { type ReadingRuleId, readingProblem } from './readingRules.ts';
import { syntaxProblem } from './syntaxProblem.ts';

/** Longest text that is read, in UTF-16 code units; a real experiment file has a few thousand. */
export const largestText = 256 * 1024;

/** Brackets within each other. */
export const deepestNesting = 32;
const mostSyntaxProblems = 10;
const mostErrorsApart = 100;

export interface ParsedText {
  readonly document: ExperimentDocument;
  /** Empty when the whole text is one JSON value. */
  readonly problems: readonly Problem[];
  readonly damage: SyntaxDamage;
}

/**
 * What syntax errors did to the tree. `commas`: they alone are missing or too many, and nothing is lost. `apart`:
 * brackets match, so that each error spoils what is around it alone. `unbalanced`: all after the first error may have
 * got into another object.
 */
export type SyntaxDamage =
  | { readonly kind: 'none' | 'commas' }
  | { readonly kind: 'apart'; readonly offsets: readonly number[] }
  | { readonly kind: 'unbalanced'; readonly offset: number };

/** Parses `text`; never throws. After problems the document's root may be missing or incomplete. */
export function parseText(text: string): ParsedText {
  const unread = createDocument(text.slice(0, largestText), undefined);
  const refuse = (rule: ReadingRuleId, offset: number, length: number, message: string): ParsedText => ({
    document: unread,
    problems: [readingProblem(rule, message, unread.rangeAt(offset, length))],
    damage: { kind: 'unbalanced', offset },
  });

  if (text.length > largestText) {
    return refuse(
      'file-too-large',
      0,
      0,
      'The file is larger than 256 KB, so it is no experiment file. Check the path.',
    );
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    return refuse(
      'not-text',
      nul,
      1,
      'The file holds a NUL byte, so it is no text file. Check the path, or save it as UTF-8.',
    );
  }
  // A byte order mark is no JSON; a space in its place keeps every offset.
  const readable = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  if (!holdsValue(readable)) {
    return refuse(
      'empty-file',
      0,
      0,
      'The file has no experiment in it. Begin with {, or take a template: "Reptile: New Experiment".',
    );
  }
  const tooDeep = offsetOfNesting(readable, deepestNesting);
  if (tooDeep !== undefined) {
    return refuse(
      'nesting-too-deep',
      tooDeep,
      1,
      `Brackets are nested more than ${deepestNesting} deep. An experiment needs 5.`,
    );
  }

  const errors: ParseError[] = [];
  const root = parseTree(readable, errors, { allowTrailingComma: true });
  const document = createDocument(text, root);
  const problems = firstOfEachLine(document, errors).map((error) => syntaxProblem(document, error));
  return { document, problems, damage: damageOf(readable, errors) };
}

// After these the parser has swallowed a bracket, or taken one for another.
const unbalancing = new Set(['UnexpectedEndOfString', 'UnexpectedEndOfComment', 'EndOfFileExpected']);

function damageOf(text: string, errors: readonly ParseError[]): SyntaxDamage {
  const [first] = errors;
  if (first === undefined) return { kind: 'none' };
  const isMisread = errors.some(({ error }) => unbalancing.has(printParseErrorCode(error)));
  if (isMisread || errors.length > mostErrorsApart || !bracketsMatch(text))
    return { kind: 'unbalanced', offset: first.offset };
  if (errors.every((error) => losesNothing(text, error))) return { kind: 'commas' };
  return { kind: 'apart', offsets: errors.map(({ offset }) => offset) };
}

/** A comma that is missing, or one too many. */
function losesNothing(text: string, { error, offset }: ParseError): boolean {
  if (printParseErrorCode(error) === 'CommaExpected') return true;
  return text[offset] === ',' && text.slice(0, offset).trimEnd().endsWith(',');
}

function bracketsMatch(text: string): boolean {
  const scanner = createScanner(text, true);
  const open: string[] = [];
  const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= text.length) return open.length === 0;
    if (scanner.getTokenLength() !== 1) continue;
    const character = text[offset] ?? '';
    const closes = closing[character];
    if (closes !== undefined) open.push(closes);
    else if ((character === '}' || character === ']') && open.pop() !== character) return false;
  }
}

function holdsValue(text: string): boolean {
  const scanner = createScanner(text, true);
  scanner.scan();
  return scanner.getTokenOffset() < text.length;
}

function offsetOfNesting(text: string, limit: number): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= text.length) return undefined;
    if (scanner.getTokenLength() !== 1) continue;
    const character = text[offset];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth = Math.max(0, depth - 1);
    if (depth > limit) return offset;
  }
}

// One slip makes the parser complain several times on the same line; the first complaint is the one that helps.
function firstOfEachLine(document: ExperimentDocument, errors: readonly ParseError[]): ParseError[] {
  const seen = new Set<number>();
  const first: ParseError[] = [];
  for (const error of errors) {
    const { line } = document.positionAt(error.offset);
    if (seen.has(line)) continue;
    seen.add(line);
    first.push(error);
    if (first.length === mostSyntaxProblems) break;
  }
  return first;
}
