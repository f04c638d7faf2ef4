// What may come next in a filter that is being typed.

import { type CellValue, isTexts, textIn } from '../cells.ts';
import { ColumnNames, shownName } from '../columnNames.ts';
import { type Column, holdsNumbers } from '../columns.ts';
import { cellOf, type RunRow } from '../runRow.ts';
import { comparisons, type Span } from './filterSyntax.ts';
import { printWord } from './printFilter.ts';
import { runStates } from './runStates.ts';
import { type Token, tokensOf } from './tokens.ts';

interface Candidate {
  /** What is typed for it. */
  readonly text: string;
  readonly kind: 'name' | 'comparison' | 'value' | 'keyword';
  /** Of a name the column's whole key where that is another; otherwise empty. */
  readonly detail: string;
}

export interface Completion {
  /** What a chosen candidate takes the place of: the word at the cursor, or nothing. */
  readonly span: Span;
  /** Those that go on from what is typed of the word; the likeliest first. */
  readonly candidates: readonly Candidate[];
}

/** Different values of a column that are offered, the commonest first. */
const mostValues = 50;
/** In UTF-16 units: a note is nothing that is typed as a whole. */
const longestValue = 100;

/** @param offset of the cursor, in UTF-16 units @param rows whose values are offered @param columns of these rows */
export function completeFilter(
  text: string,
  offset: number,
  rows: readonly RunRow[],
  columns: readonly Column[],
): Completion {
  const { tokens, problem } = tokensOf(text.slice(0, offset));
  const last = tokens.at(-1);
  const isWithinWord = last?.span.end === offset && (last.kind === 'word' || last.kind === 'keyword');
  const before = isWithinWord ? tokens.slice(0, -1) : tokens;
  // A quotation that is still open goes on to its end.
  const start = problem?.span.start ?? (isWithinWord ? last.span.start : offset);
  const typed = text.slice(start, offset).replace(/^["']/, '').toLowerCase();
  const candidates = candidatesAfter(before, new ColumnNames(columns), rows);
  return { span: { start, end: offset }, candidates: candidates.filter((candidate) => goesOn(candidate, typed)) };
}

function goesOn({ text, detail }: Candidate, typed: string): boolean {
  if (typed === '') return true;
  const plain = text.replace(/^"/, '').toLowerCase();
  return (
    plain.startsWith(typed) ||
    detail
      .toLowerCase()
      .split('.')
      .some((step) => step.startsWith(typed))
  );
}

function candidatesAfter(before: readonly Token[], names: ColumnNames, rows: readonly RunRow[]): readonly Candidate[] {
  const last = before.at(-1);
  switch (last?.kind) {
    case undefined:
    case 'open':
      return nameOfList(before) === undefined ? terms(names) : values(nameOfList(before), names, rows);
    case 'comma':
      return values(nameOfList(before), names, rows);
    case 'comparison': {
      const name = before.at(-2);
      return values(name?.kind === 'word' ? name.text : undefined, names, rows);
    }
    case 'close':
      return [...conjunctions, ...terms(names)];
    case 'keyword':
      if (last.keyword === 'in') return [{ text: '(', kind: 'keyword', detail: '' }];
      return last.keyword === 'has' ? nameCandidates(names) : terms(names);
    case 'word': {
      const isWhole = before.at(-2)?.kind === 'comparison' || isKeyword(before.at(-2), 'has');
      if (nameOfList(before) !== undefined) return [];
      return isWhole ? [...conjunctions, ...terms(names)] : [...comparisonsFor(last.text, names), ...conjunctions];
    }
  }
}

const conjunctions: readonly Candidate[] = [
  { text: 'and', kind: 'keyword', detail: '' },
  { text: 'or', kind: 'keyword', detail: '' },
];

function terms(names: ColumnNames): readonly Candidate[] {
  return [
    ...nameCandidates(names),
    { text: 'not', kind: 'keyword', detail: '' },
    { text: 'has', kind: 'keyword', detail: '' },
  ];
}

function nameCandidates({ columns }: ColumnNames): readonly Candidate[] {
  return columns.map((column) => {
    const name = shownName(column);
    return { text: name, kind: 'name', detail: name === column.id ? '' : column.id };
  });
}

function comparisonsFor(name: string, names: ColumnNames): readonly Candidate[] {
  const named = names.find(name);
  if (named.kind !== 'found') return [];
  const { column } = named;
  const isOrdered = holdsNumbers(column) || column.kind === 'mixed';
  const fitting = comparisons.filter((comparison) => {
    if (comparison === '=' || comparison === '!=') return true;
    if (comparison !== '~') return isOrdered;
    return !holdsNumbers(column) && column.kind !== 'choice' && column.kind !== 'flag';
  });
  return [...fitting.map((text): Candidate => ({ text, kind: 'comparison', detail: '' })), inList];
}

const inList: Candidate = { text: 'in', kind: 'keyword', detail: '' };

/** Of the list that the cursor is in, `name in (a, `; undefined where it is in none. */
function nameOfList(before: readonly Token[]): string | undefined {
  const open = before.findLastIndex(({ kind }) => kind === 'open' || kind === 'close');
  if (before[open]?.kind !== 'open' || !isKeyword(before[open - 1], 'in')) return undefined;
  const name = before[isKeyword(before[open - 2], 'not') ? open - 3 : open - 2];
  return name?.kind === 'word' ? name.text : undefined;
}

function isKeyword(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'keyword' && token.keyword === keyword;
}

function values(name: string | undefined, names: ColumnNames, rows: readonly RunRow[]): readonly Candidate[] {
  const named = name === undefined ? undefined : names.find(name);
  if (named?.kind !== 'found') return [];
  return valuesOf(named.column, rows).map((text) => ({ text: printWord(text), kind: 'value', detail: '' }));
}

function valuesOf(column: Column, rows: readonly RunRow[]): readonly string[] {
  switch (column.kind) {
    case 'state':
      return runStates;
    case 'choice':
      return ['true', 'false'];
    case 'flag':
      return ['yes', 'no'];
    case 'date':
      return ['today', 'yesterday'];
    case 'text':
    case 'texts':
    case 'mixed':
      return commonest(rows.flatMap((row) => textsOf(cellOf(row, column))));
    case 'number':
      return column.section === 'parameter' ? commonest(rows.flatMap((row) => textsOf(cellOf(row, column)))) : [];
    case 'share':
    case 'duration':
    case 'size':
    case 'figure':
      return [];
  }
}

function textsOf(cell: CellValue | undefined): readonly string[] {
  if (cell === undefined) return [];
  return isTexts(cell) ? cell : [textIn(cell)];
}

function commonest(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) if (text.length <= longestValue) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostValues)
    .map(([text]) => text);
}
