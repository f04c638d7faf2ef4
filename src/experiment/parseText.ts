// From text to syntax tree: JSON with comments and trailing commas, guarded so that no input can crash or stall the reader.

import { createScanner, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { createDocument, type ExperimentDocument } from './experimentDocument.ts';
import type { Problem } from './problem.ts';
import { quote } from './quote.ts';

/** Longest text that is read, in UTF-16 code units; a real experiment file has a few thousand. */
export const largestText = 1024 * 1024;

const deepestNesting = 32;
const mostSyntaxProblems = 10;
const excerpt = 60;

export interface ParsedText {
  readonly document: ExperimentDocument;
  /** Empty when the whole text is one JSON value. */
  readonly problems: readonly Problem[];
}

/** Parses `text`; never throws. After problems the document's root may be missing or incomplete. */
export function parseText(text: string): ParsedText {
  const unread = createDocument(text.slice(0, largestText), undefined);
  const refuse = (rule: string, offset: number, length: number, message: string): ParsedText => ({
    document: unread,
    problems: [{ rule, severity: 'error', message, range: unread.rangeAt(offset, length) }],
  });

  if (text.length > largestText) {
    return refuse('file-too-large', 0, 0, 'The file is larger than 1 MB, so it is no experiment file. Check the path.');
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    return refuse('not-text', nul, 1, 'The file holds a NUL byte, so it is no text file. Check the path, or save it as UTF-8.');
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
    return refuse('nesting-too-deep', tooDeep, 1, `Brackets are nested more than ${deepestNesting} deep. An experiment needs 5.`);
  }

  const errors: ParseError[] = [];
  const root = parseTree(readable, errors, { allowTrailingComma: true });
  const document = createDocument(text, root);
  return { document, problems: firstOfEachPlace(errors).map((error) => syntaxProblem(document, error)) };
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

// One slip makes the parser complain several times at the same place; the first complaint is the one that helps.
function firstOfEachPlace(errors: readonly ParseError[]): ParseError[] {
  const seen = new Set<number>();
  const first: ParseError[] = [];
  for (const error of errors) {
    if (seen.has(error.offset)) continue;
    seen.add(error.offset);
    first.push(error);
    if (first.length === mostSyntaxProblems) break;
  }
  return first;
}

function syntaxProblem(document: ExperimentDocument, error: ParseError): Problem {
  const found = document.text.slice(error.offset, error.offset + Math.min(error.length, excerpt));
  return { rule: 'syntax', severity: 'error', message: explainSyntaxError(error, found), range: visibleRange(document, error) };
}

// An error at the end of the text has no length; the last character that was read shows where it is.
function visibleRange(document: ExperimentDocument, error: ParseError) {
  if (error.length > 0 && error.offset < document.text.length) return document.rangeAt(error.offset, error.length);
  const before = document.text.slice(0, error.offset).trimEnd().length;
  return before === 0 ? document.rangeAt(error.offset, 0) : document.rangeAt(before - 1, 1);
}

function explainSyntaxError(error: ParseError, found: string): string {
  const instead = found.trim() === '' ? 'the text ends' : `there is ${quote(found)}`;
  switch (printParseErrorCode(error.error)) {
    case 'InvalidSymbol':
      return `${quote(found)} is no JSON value. Texts stand in double quotes; without quotes there are only numbers, true, false and null.`;
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return `${quote(found)} is no JSON number. Write it as 12, -0.5 or 1e-3.`;
    case 'PropertyNameExpected':
      return `A key in double quotes is expected here; ${instead}.`;
    case 'ValueExpected':
      return `A value is expected here; ${instead}.`;
    case 'ColonExpected':
      return `A colon is expected after the key; ${instead}.`;
    case 'CommaExpected':
      return `A comma is missing before this.`;
    case 'CloseBraceExpected':
      return `A closing } is missing; ${instead}.`;
    case 'CloseBracketExpected':
      return `A closing ] is missing; ${instead}.`;
    case 'EndOfFileExpected':
      return `The experiment ends before this; ${quote(found)} is left over. Remove it, or a bracket before it that closes too early.`;
    case 'InvalidCommentToken':
      return 'Comments begin with // or stand between /* and */.';
    case 'UnexpectedEndOfComment':
      return 'This comment has no closing */.';
    case 'UnexpectedEndOfString':
      return 'This text has no closing double quote on its line.';
    case 'InvalidUnicode':
      return 'A \\u in a text needs four hexadecimal digits after it.';
    case 'InvalidEscapeCharacter':
      return 'A backslash in a text must be written twice (\\\\), unless it begins \\n, \\t, \\" or the like.';
    case 'InvalidCharacter':
      return 'This text holds a control character, such as a tab. Write it as \\t or remove it.';
    default:
      return `This is no valid JSON; ${instead}.`;
  }
}
