// Syntax errors of JSON in words, each at its place, with a fix for what people write out of habit.

import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { quote } from '../base/quote.ts';
import type { ExperimentDocument } from './experimentDocument.ts';
import type { Fix, Problem, TextRange } from './problem.ts';
import { readingProblem } from './readingRules.ts';

const longestExcerpt = 60;

/** The problem that a parser's error stands for. */
export function syntaxProblem(document: ExperimentDocument, error: ParseError): Problem {
  const found = document.text.slice(error.offset, error.offset + Math.min(error.length, longestExcerpt));
  const range = visibleRange(document, error);
  const fix = printParseErrorCode(error.error) === 'InvalidSymbol' ? quotingFix(found, range) : undefined;
  const message = explain(error, found, fix !== undefined && isKey(document, error));
  return readingProblem('syntax', message, range, fix);
}

// An error at the end of the text has no length; the last character that was read shows where it is.
function visibleRange(document: ExperimentDocument, error: ParseError): TextRange {
  if (error.length > 0 && error.offset < document.text.length) return document.rangeAt(error.offset, error.length);
  const before = document.text.slice(0, error.offset).trimEnd().length;
  return before === 0 ? document.rangeAt(error.offset, 0) : document.rangeAt(before - 1, 1);
}

/** For a word without quotes, or in single ones, as JavaScript allows. */
function quotingFix(found: string, range: TextRange): Fix | undefined {
  const word = /^'?([\w$-]+)'?$/.exec(found)?.[1];
  if (word === undefined || found.length >= longestExcerpt) return undefined;
  return { title: `Change to "${word}"`, edits: [{ range, newText: `"${word}"` }] };
}

function isKey(document: ExperimentDocument, error: ParseError): boolean {
  const end = error.offset + error.length;
  return /^\s*:/.test(document.text.slice(end, end + longestExcerpt));
}

function explain(error: ParseError, found: string, isWordForKey: boolean): string {
  const instead = found.trim() === '' ? 'the text ends' : `there is ${quote(found)}`;
  switch (printParseErrorCode(error.error)) {
    case 'InvalidSymbol':
      if (isWordForKey) return 'Keys stand in double quotes.';
      return `${quote(found)} is no JSON value. Texts stand in double quotes; without quotes there are only numbers, true, false and null.`;
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return `${quote(found)} is no JSON number. Write it as 12, -0.5 or 1e-3.`;
    case 'PropertyNameExpected':
      if (found.trim() === '') return 'A closing } is missing; the text ends.';
      return `A key in double quotes is expected here; ${instead}.`;
    case 'ValueExpected':
      return `A value is expected here; ${instead}.`;
    case 'ColonExpected':
      return `A colon is expected after the key; ${instead}.`;
    case 'CommaExpected':
      return 'A comma is missing before this.';
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
