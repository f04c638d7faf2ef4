// A column of the runs table: what its cells hold, by which names a person may call it, and which way is better.

import { type Direction, isHigherBetter, type Quantity } from '../experiment/quantities.ts';

/** Where a column comes from. */
export type ColumnSection = 'run' | 'heldOut' | 'evaluation' | 'parameter' | 'course' | 'machine';

/** What the cells of a column that holds no figures hold. */
export type PlainKind =
  | 'number'
  /** From 0 to 1. */
  | 'share'
  /** In seconds. */
  | 'duration'
  /** In bytes. */
  | 'size'
  /** In milliseconds since 1970. */
  | 'date'
  | 'text'
  | 'texts'
  | 'state'
  /** True or false. */
  | 'choice'
  /** True, or without a value, which counts as no. */
  | 'flag'
  /** A parameter that is a number in some runs and a text in others, as `engine.workers` is. */
  | 'mixed';

interface AnyColumn {
  /** What it is called in filters and in stored views: a dotted key of the experiment, or a name of ours. */
  readonly id: string;
  /** Its head, in English. */
  readonly title: string;
  /** Other names for it in filters. */
  readonly aliases: readonly string[];
  readonly section: ColumnSection;
  /** Whether all rows that a table has, shown or not, are known to hold the same there. */
  readonly isUniform: boolean;
  /** Of a column that has only cells of some held-out tasks: the column of all, and a digest of which. */
  readonly of?: { readonly id: string; readonly heldOut: string };
}

/** Means over tasks with their intervals. */
export interface FigureColumn extends AnyColumn {
  readonly kind: 'figure';
  readonly quantity: Quantity;
}

export interface PlainColumn extends AnyColumn {
  readonly kind: PlainKind;
  /** Which of its values are better, of a figure that a program measures under a name of its own. */
  readonly better?: Direction;
}

export type Column = FigureColumn | PlainColumn;

/** Which of its values are better; undefined where none is better than another. */
export function betterIn(column: Column): Direction | undefined {
  if (column.kind === 'figure') return isHigherBetter(column.quantity) ? 'higher' : 'lower';
  if (column.better !== undefined) return column.better;
  return column.id === 'trainingLoss' ? 'lower' : undefined;
}

/** Whether its figures are each run's best one, chosen by the very tasks that they are of: better than the run is. */
export function isBestOfRuns(column: Column): boolean {
  return column.section === 'heldOut' && column.id.startsWith('best.') && betterIn(column) !== undefined;
}

/** Whether its cells are shares of 1, which are written in percent. */
export function holdsShares(column: Column): boolean {
  return column.kind === 'figure' ? column.quantity === 'accuracy' : column.kind === 'share';
}

/** Whether its cells can be ordered as numbers. */
export function holdsNumbers({ kind }: Column): boolean {
  switch (kind) {
    case 'number':
    case 'share':
    case 'duration':
    case 'size':
    case 'date':
    case 'figure':
      return true;
    case 'text':
    case 'texts':
    case 'state':
    case 'choice':
    case 'flag':
    case 'mixed':
      return false;
  }
}
