// From the text of a filter to its tree, or to what is wrong with it and where.
//
//   filter = [or]                     and, or, not, in, has: whatever the case
//   or     = and {"or" and}
//   and    = part {["and"] part}      words side by side must all hold
//   part   = "not" part | "(" or ")" | "has" name | name comparison value | name ["not"] "in" "(" value {"," value} ")" | text

import { type FilterProblem, FilterProblemError } from './filterProblem.ts';
import { type Filter, filterBounds, type Span, type Term, textFields, type Word } from './filterSyntax.ts';
import { type Token, tokensOf } from './tokens.ts';

export type ParsedFilter =
  | { readonly kind: 'parsed'; readonly filter: Filter }
  | { readonly kind: 'refused'; readonly problem: FilterProblem };

/** Never throws. */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > filterBounds.length) {
    const span = { start: filterBounds.length, end: text.length };
    return { kind: 'refused', problem: { code: 'tooLong', most: filterBounds.length, span } };
  }
  const { tokens, problem } = tokensOf(text);
  if (problem !== undefined) return { kind: 'refused', problem };
  if (tokens.length === 0) return { kind: 'parsed', filter: { kind: 'all' } };
  try {
    return { kind: 'parsed', filter: new FilterParser(tokens, text.length).parse() };
  } catch (error) {
    if (error instanceof FilterProblemError) return { kind: 'refused', problem: error.problem };
    throw error;
  }
}

type WordToken = Extract<Token, { readonly kind: 'word' }>;

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #textLength: number;
  #place = 0;
  #depth = 0;
  #terms = 0;

  constructor(tokens: readonly Token[], textLength: number) {
    this.#tokens = tokens;
    this.#textLength = textLength;
  }

  parse(): Term {
    const term = this.#either();
    const rest = this.#next;
    if (rest !== undefined) throw unexpected(rest);
    return term;
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#place];
  }

  /** Where something is missing: at the next token, or at the end of the text. */
  get #here(): Span {
    return this.#next?.span ?? { start: this.#textLength, end: this.#textLength };
  }

  #skip(kind: Token['kind'], keyword?: string): Token | undefined {
    const token = this.#next;
    if (token === undefined || token.kind !== kind) return undefined;
    if (token.kind === 'keyword' && token.keyword !== keyword) return undefined;
    this.#place++;
    return token;
  }

  #either(): Term {
    const parts = [this.#all()];
    while (this.#skip('keyword', 'or') !== undefined) parts.push(this.#all());
    return join('or', parts);
  }

  #all(): Term {
    const parts = [this.#part()];
    while (this.#skip('keyword', 'and') !== undefined || this.#startsPart()) parts.push(this.#part());
    return join('and', parts);
  }

  #startsPart(): boolean {
    const token = this.#next;
    if (token === undefined) return false;
    if (token.kind === 'keyword') return token.keyword === 'not' || token.keyword === 'has';
    return token.kind === 'word' || token.kind === 'open';
  }

  #part(): Term {
    const token = this.#next;
    if (token === undefined || !this.#startsPart()) throw this.#missingTerm();
    this.#place++;
    switch (token.kind) {
      case 'open':
        return this.#deeper(token, () => this.#closed(token));
      case 'keyword':
        if (token.keyword === 'not') return this.#deeper(token, () => ({ kind: 'not', part: this.#part() }));
        return this.#counted(token, { kind: 'has', name: this.#nameAfter() });
      case 'word':
        return this.#counted(token, this.#condition(token));
      case 'close':
      case 'comma':
      case 'comparison':
        throw unexpected(token);
    }
  }

  #missingTerm(): FilterProblemError {
    const before = this.#tokens[this.#place - 1];
    // What stands here instead is wrong in itself.
    if (this.#next !== undefined && this.#next.kind !== 'keyword' && before?.kind !== 'keyword')
      return unexpected(this.#next);
    return new FilterProblemError({
      code: 'missingTerm',
      after: (before ?? this.#next)?.text ?? '',
      span: before?.span ?? this.#here,
    });
  }

  #closed(open: Token): Term {
    const term = this.#either();
    if (this.#skip('close') !== undefined) return term;
    throw this.#next === undefined
      ? new FilterProblemError({ code: 'unclosedParenthesis', span: open.span })
      : unexpected(this.#next);
  }

  #nameAfter(): Word {
    const token = this.#skip('word');
    if (token?.kind !== 'word') throw this.#missingTerm();
    return wordOf(token);
  }

  #condition(token: WordToken): Term {
    const name = wordOf(token);
    const comparison = this.#skip('comparison');
    if (comparison?.kind === 'comparison')
      return { kind: 'compare', name, comparison: comparison.comparison, value: this.#value(name, comparison.text) };
    if (this.#skip('keyword', 'in') !== undefined) return this.#list(name);
    const [negation, list] = [this.#next, this.#tokens[this.#place + 1]];
    if (
      negation?.kind === 'keyword' &&
      negation.keyword === 'not' &&
      list?.kind === 'keyword' &&
      list.keyword === 'in'
    ) {
      this.#place += 2;
      return { kind: 'not', part: this.#list(name) };
    }
    return textTerm(token);
  }

  #list(name: Word): Term {
    const open = this.#skip('open');
    if (open === undefined) throw new FilterProblemError({ code: 'missingList', name: name.text, span: this.#here });
    const values = [this.#value(name, 'in')];
    while (this.#skip('comma') !== undefined) {
      values.push(this.#value(name, 'in'));
      this.#count(open.span);
    }
    if (this.#skip('close') !== undefined) return { kind: 'oneOf', name, values };
    throw this.#next === undefined
      ? new FilterProblemError({ code: 'unclosedParenthesis', span: open.span })
      : unexpected(this.#next);
  }

  /** A keyword may be a value: `name = in`. */
  #value(name: Word, after: string): Word {
    const token = this.#skip('word') ?? this.#skipKeyword();
    if (token === undefined)
      throw new FilterProblemError({ code: 'missingValue', name: name.text, after, span: this.#here });
    const percent = this.#next;
    // As it is set in print: `90 %`.
    if (percent?.kind === 'word' && percent.text === '%' && !percent.isQuoted && /^[\d.+-]/.test(token.text)) {
      this.#place++;
      return { text: `${token.text}%`, span: { start: token.span.start, end: percent.span.end } };
    }
    return wordOf(token);
  }

  #skipKeyword(): Token | undefined {
    const token = this.#next;
    if (token?.kind !== 'keyword') return undefined;
    this.#place++;
    return token;
  }

  #deeper(token: Token, parse: () => Term): Term {
    if (++this.#depth > filterBounds.depth)
      throw new FilterProblemError({ code: 'tooDeep', most: filterBounds.depth, span: token.span });
    const term = parse();
    this.#depth--;
    return term;
  }

  #counted(token: Token, term: Term): Term {
    this.#count(token.span);
    return term;
  }

  #count(span: Span): void {
    if (++this.#terms > filterBounds.terms)
      throw new FilterProblemError({ code: 'tooMany', most: filterBounds.terms, span });
  }
}

function join(kind: 'and' | 'or', parts: readonly Term[]): Term {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

function unexpected({ text, span }: Token): FilterProblemError {
  return new FilterProblemError({ code: 'unexpected', text, span });
}

function wordOf({ text, span }: Token): Word {
  return { text, span };
}

function textTerm({ text, isQuoted }: WordToken): Term {
  const field = isQuoted ? undefined : textFields.find((name) => text.toLowerCase().startsWith(`${name}:`));
  return { kind: 'text', field, text: field === undefined ? text : text.slice(field.length + 1) };
}
