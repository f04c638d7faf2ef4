// From a filter's tree to a function that says of a row whether it is shown: names are looked up and values read once.

import type { CellValue } from '../cells.ts';
import { textIn } from '../cells.ts';
import type { ColumnNames } from '../columnNames.ts';
import type { Column } from '../columns.ts';
import { cellOf, type RunRow } from '../runRow.ts';
import { asksForArchived } from './archivedRows.ts';
import { type CellTest, compileComparison, textsIn } from './compareCell.ts';
import { type FilterProblem, FilterProblemError } from './filterProblem.ts';
import type { Filter, Term, TextField, Word } from './filterSyntax.ts';

export type RowTest = (row: RunRow) => boolean;

export type CompiledFilter =
  /** `asksForArchived`: it says itself which of the runs that were put away are shown. */
  | { readonly kind: 'ready'; readonly matches: RowTest; readonly asksForArchived: boolean }
  | { readonly kind: 'refused'; readonly problem: FilterProblem };

/** @param now what `today` means */
export function compileFilter(filter: Filter, names: ColumnNames, now: Date): CompiledFilter {
  try {
    const matches = filter.kind === 'all' ? () => true : compileTerm(filter, names, now);
    return { kind: 'ready', matches, asksForArchived: asksForArchived(filter, names) };
  } catch (error) {
    if (error instanceof FilterProblemError) return { kind: 'refused', problem: error.problem };
    throw error;
  }
}

function compileTerm(term: Term, names: ColumnNames, now: Date): RowTest {
  switch (term.kind) {
    case 'and': {
      const tests = term.parts.map((part) => compileTerm(part, names, now));
      return (row) => tests.every((matches) => matches(row));
    }
    case 'or': {
      const tests = term.parts.map((part) => compileTerm(part, names, now));
      return (row) => tests.some((matches) => matches(row));
    }
    case 'not': {
      const matches = compileTerm(term.part, names, now);
      return (row) => !matches(row);
    }
    case 'has': {
      const column = columnNamed(term.name, names);
      return (row) => cellOf(row, column) !== undefined;
    }
    case 'compare': {
      const column = columnNamed(term.name, names);
      return onCell(column, compileComparison(column, term.comparison, term.value, now));
    }
    case 'oneOf': {
      const column = columnNamed(term.name, names);
      const tests = term.values.map((value) => compileComparison(column, '=', value, now));
      return onCell(column, (cell) => tests.some((matches) => matches(cell)));
    }
    case 'text':
      return compileText(term.text, term.field);
  }
}

function onCell(column: Column, matches: CellTest): RowTest {
  return (row) => matches(cellOf(row, column));
}

function columnNamed({ text: name, span }: Word, names: ColumnNames): Column {
  const named = names.find(name);
  switch (named.kind) {
    case 'found':
      return named.column;
    case 'unknown':
      throw new FilterProblemError({ code: 'unknownName', name, nearest: names.nearestTo(name), span });
    case 'ambiguous':
      throw new FilterProblemError({ code: 'ambiguousName', name, candidates: named.candidates, span });
  }
}

function compileText(text: string, field: TextField | undefined): RowTest {
  const wanted = text.toLowerCase();
  const contains = (cell: CellValue | undefined) =>
    cell !== undefined && textsIn(cell).some((own) => own.toLowerCase().includes(wanted));
  switch (field) {
    case 'name':
      return ({ cells }) => contains(cells.get('name')) || contains(cells.get('label'));
    case 'tag':
      return ({ cells }) => contains(cells.get('tags'));
    case 'state':
      return ({ cells }) => textIn(cells.get('state') ?? '').startsWith(wanted);
    case undefined:
      return ({ cells, kinds }) =>
        ['name', 'label', 'state', 'tags'].some((id) => contains(cells.get(id))) ||
        contains([...kinds, ...flagWords.flatMap(([id, word]) => (cells.get(id) === true ? [word] : []))]);
  }
}

/** What people say of a run with a flag, as one looks for it. */
const flagWords: readonly (readonly [id: string, word: string])[] = [
  ['star', 'starred'],
  ['archived', 'archived'],
];
