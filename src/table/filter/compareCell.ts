// One comparison of a filter, from what a person wrote to a function that says of a cell whether it holds.

import { nearestWord } from '../../base/spelling.ts';
import type { CellValue } from '../cells.ts';
import { isTexts, numberIn, textIn } from '../cells.ts';
import { shownName } from '../columnNames.ts';
import { betterIn, type Column, holdsNumbers, holdsShares } from '../columns.ts';
import { type ExpectedValue, FilterProblemError } from './filterProblem.ts';
import type { Comparison, Word } from './filterSyntax.ts';
import { parseDate, parseDuration, parseNumber, parseSize } from './literals.ts';
import { runStates } from './runStates.ts';

/** Tells of a cell; one without a value is undefined. */
export type CellTest = (cell: CellValue | undefined) => boolean;

/** A cell without a value matches nothing, but that of a flag is no; `!=` is all that `=` is not, and so matches it. */
export function compileComparison(column: Column, comparison: Comparison, value: Word, now: Date): CellTest {
  if (comparison === '!=') {
    const equals = compileComparison(column, '=', value, now);
    return (cell) => !equals(cell);
  }
  switch (column.kind) {
    case 'number':
    case 'share':
    case 'duration':
    case 'size':
    case 'figure':
      return compareNumber(column, comparison, value, now);
    case 'date':
      return compareDate(column, comparison, value, now);
    case 'state':
      if (comparison === '=') return equalsText(knownState(value));
      return compareText(column, comparison, value);
    case 'text':
    case 'texts':
      return compareText(column, comparison, value);
    case 'choice':
      return compareChoice(column, comparison, value, now);
    case 'flag': {
      const isChosen = compareChoice(column, comparison, value, now);
      return (cell) => isChosen(cell ?? false);
    }
    case 'mixed':
      return compareMixed(column, comparison, value, now);
  }
}

type Ordering = Exclude<Comparison, '~' | '!='>;

function compareNumber(column: Column, comparison: Exclude<Comparison, '!='>, value: Word, now: Date): CellTest {
  const ordering = requireOrdering(column, comparison, value, now);
  const number = readNumber(column, value.text);
  if (number === undefined) throw wrongValue(column, value, expectedIn(column), now);
  return (cell) => {
    const own = numberIn(cell);
    return own !== undefined && isOrdered(own, ordering, number, number);
  };
}

function readNumber(column: Column, text: string): number | undefined {
  switch (column.kind) {
    case 'duration':
      return parseDuration(text);
    case 'size':
      return parseSize(text);
    default: {
      // A program's accuracy may be a share or in percent: nobody knows which of the two `90%` is there.
      if (text.endsWith('%') && isOfProgram(column)) return undefined;
      const number = parseNumber(text);
      // Who writes 93 for a share means percent, and would be shown nothing.
      return holdsShares(column) && number !== undefined && Math.abs(number) > 1 ? undefined : number;
    }
  }
}

/** Whether it is a figure that a program has called by a name of its own. */
function isOfProgram(column: Column): boolean {
  return column.section === 'heldOut' && column.kind === 'number' && betterIn(column) !== undefined;
}

function compareDate(column: Column, comparison: Exclude<Comparison, '!='>, value: Word, now: Date): CellTest {
  const ordering = requireOrdering(column, comparison, value, now);
  const period = parseDate(value.text, now);
  if (period === undefined) throw wrongValue(column, value, 'date', now);
  return (cell) => {
    const own = numberIn(cell);
    return own !== undefined && isOrdered(own, ordering, period.start, period.end - 1);
  };
}

/** Where what is compared with has some length, as a day has, from `first` to `last`, it is equal to all within. */
function isOrdered(own: number, ordering: Ordering, first: number, last: number): boolean {
  switch (ordering) {
    case '=':
      return own >= first && own <= last;
    case '<':
      return own < first;
    case '<=':
      return own <= last;
    case '>':
      return own > last;
    case '>=':
      return own >= first;
  }
}

function requireOrdering(column: Column, comparison: Exclude<Comparison, '!='>, { span }: Word, now: Date): Ordering {
  if (comparison !== '~') return comparison;
  const example = exampleOf(column, now);
  throw new FilterProblemError({
    code: 'wrongComparison',
    name: shownName(column),
    comparison,
    kind: 'number',
    example,
    span,
  });
}

function compareText(column: Column, comparison: Exclude<Comparison, '!='>, value: Word): CellTest {
  switch (comparison) {
    case '=':
      return equalsText(value.text);
    case '~': {
      const part = value.text.toLowerCase();
      return (cell) => cell !== undefined && textsIn(cell).some((text) => text.toLowerCase().includes(part));
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const example = `${shownName(column)} = ${value.text}`;
      const problem = { code: 'wrongComparison', name: shownName(column), comparison, kind: 'text', example } as const;
      throw new FilterProblemError({ ...problem, span: value.span });
    }
  }
}

function equalsText(text: string): CellTest {
  const wanted = text.toLowerCase();
  return (cell) => cell !== undefined && textsIn(cell).some((own) => own.toLowerCase() === wanted);
}

export function textsIn(cell: CellValue): readonly string[] {
  return isTexts(cell) ? cell : [textIn(cell)];
}

function compareChoice(column: Column, comparison: Exclude<Comparison, '!='>, value: Word, now: Date): CellTest {
  const word = value.text.toLowerCase();
  const choice = word === 'true' || word === 'yes' ? true : word === 'false' || word === 'no' ? false : undefined;
  if (comparison !== '=' || choice === undefined) throw wrongValue(column, value, 'choice', now);
  return (cell) => cell === choice;
}

/** As a number where both are, otherwise as a text. */
function compareMixed(column: Column, comparison: Exclude<Comparison, '!='>, value: Word, now: Date): CellTest {
  const number = parseNumber(value.text);
  if (comparison === '~') return compareText(column, comparison, value);
  if (comparison === '=') {
    const equals = equalsText(value.text);
    return (cell) => (typeof cell === 'number' ? cell === number : equals(cell));
  }
  if (number === undefined) throw wrongValue(column, value, 'number', now);
  return (cell) => typeof cell === 'number' && isOrdered(cell, comparison, number, number);
}

function knownState({ text, span }: Word): string {
  const state = runStates.find((known) => known === text.toLowerCase());
  if (state !== undefined) return state;
  throw new FilterProblemError({ code: 'unknownState', value: text, nearest: nearestWord(text, runStates), span });
}

function wrongValue(column: Column, { text, span }: Word, expected: ExpectedValue, now: Date): FilterProblemError {
  const [name, example] = [shownName(column), exampleOf(column, now)];
  return new FilterProblemError({ code: 'wrongValue', name, value: text, expected, example, span });
}

function expectedIn(column: Column): ExpectedValue {
  if (holdsShares(column)) return 'share';
  return column.kind === 'duration' || column.kind === 'size' ? column.kind : 'number';
}

/** A comparison with the column that is understood. */
function exampleOf(column: Column, now: Date): string {
  const name = shownName(column);
  switch (column.kind) {
    case 'duration':
      return `${name} > 2h`;
    case 'size':
      return `${name} > 10MB`;
    case 'date':
      return `${name} >= ${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-01`;
    case 'choice':
      return `${name} = true`;
    case 'flag':
      return `${name} = yes`;
    default:
      if (holdsShares(column)) return `${name} > 0.9`;
      return holdsNumbers(column) || column.kind === 'mixed' ? `${name} > 0.01` : `${name} = paper`;
  }
}
