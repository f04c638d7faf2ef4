// The words and marks that a filter is written in, each with its place.

import type { FilterProblem } from './filterProblem.ts';
import { type Comparison, type Keyword, keywords, type Span } from './filterSyntax.ts';

export type Token = { readonly span: Span } & (
  | { readonly kind: 'word'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'keyword'; readonly keyword: Keyword; readonly text: string }
  | { readonly kind: 'comparison'; readonly comparison: Comparison; readonly text: string }
  | { readonly kind: 'open' | 'close' | 'comma'; readonly text: string }
);

/** As they are written to what they mean. */
const comparisonMarks: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '≠': '!=',
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '~': '~',
};
const marks = { '(': 'open', ')': 'close', ',': 'comma' } as const;

/** Characters that end a bare word; an exclamation mark does where it stands before `=`. */
const bareWord = /(?:[^\s()=<>~≤≥≠,!]|!(?!=))+/y;
const comparisonMark = /==|!=|<=|>=|[=<>~≤≥≠]/y;
const quotedWord = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y;
const space = /\s+/y;

export interface Tokens {
  readonly tokens: readonly Token[];
  /** What ended the reading before the end. */
  readonly problem: FilterProblem | undefined;
}

/** Quotation marks count at the beginning of a word only: `it's` is a word. Within them a backslash takes the next character as it is. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  let start = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = start;
    return pattern.exec(text);
  };
  while (start < text.length) {
    const gap = match(space);
    if (gap !== null) {
      start += gap[0].length;
      continue;
    }
    const first = text.charAt(start);
    const quoted = match(quotedWord);
    if (quoted === null && (first === '"' || first === "'"))
      return { tokens, problem: { code: 'unclosedQuote', span: { start, end: text.length } } };
    const written = quoted?.[0] ?? match(comparisonMark)?.[0] ?? match(bareWord)?.[0] ?? first;
    const span = { start, end: start + written.length };
    tokens.push(quoted === null ? tokenOf(written, span) : quotedToken(quoted[1] ?? quoted[2] ?? '', span));
    start = span.end;
  }
  return { tokens, problem: undefined };
}

function quotedToken(content: string, span: Span): Token {
  return { kind: 'word', text: content.replace(/\\([\s\S])/g, '$1'), isQuoted: true, span };
}

function tokenOf(text: string, span: Span): Token {
  const comparison = Object.hasOwn(comparisonMarks, text) ? comparisonMarks[text] : undefined;
  if (comparison !== undefined) return { kind: 'comparison', comparison, text, span };
  if (text === '(' || text === ')' || text === ',') return { kind: marks[text], text, span };
  const keyword = keywords.find((word) => word === text.toLowerCase());
  return keyword === undefined
    ? { kind: 'word', text, isQuoted: false, span }
    : { kind: 'keyword', keyword, text, span };
}

/** Whether `text` reads as one bare word, and no keyword. */
export function isBareWord(text: string): boolean {
  const { tokens } = tokensOf(text);
  const [token] = tokens;
  return tokens.length === 1 && token?.kind === 'word' && !token.isQuoted && token.text === text;
}
