// A filter's tree as text that reads as the same tree.

import { type Filter, type Term, textFields } from './filterSyntax.ts';
import { isBareWord } from './tokens.ts';

export function printFilter(filter: Filter): string {
  return filter.kind === 'all' ? '' : printTerm(filter);
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case 'and':
    case 'or':
      return term.parts.map((part) => printPart(part, term.kind)).join(` ${term.kind} `);
    case 'not':
      return `not ${printPart(term.part, 'not')}`;
    case 'compare':
      return `${printWord(term.name.text)} ${term.comparison} ${printWord(term.value.text)}`;
    case 'oneOf':
      return `${printWord(term.name.text)} in (${term.values.map(({ text }) => printWord(text)).join(', ')})`;
    case 'has':
      return `has ${printWord(term.name.text)}`;
    case 'text':
      return term.field === undefined ? printText(term.text) : `${term.field}:${term.text}`;
  }
}

/** Within `around`: what binds more loosely, and what would flow together with it, stands in parentheses. */
function printPart(part: Term, around: 'and' | 'or' | 'not'): string {
  const isLoose = part.kind === 'or' || (part.kind === 'and' && around !== 'or');
  return isLoose ? `(${printTerm(part)})` : printTerm(part);
}

function printText(text: string): string {
  const readsAsField = textFields.some((field) => text.toLowerCase().startsWith(`${field}:`));
  return readsAsField ? quoteWord(text) : printWord(text);
}

/** As a bare word where it is one, otherwise in quotation marks. */
export function printWord(text: string): string {
  return isBareWord(text) && text !== '%' ? text : quoteWord(text);
}

function quoteWord(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
