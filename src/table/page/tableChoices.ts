// What a person chooses of the runs table: kept for the workspace, and with a name as a view.

import type { SortKey } from '../sortRows.ts';

export interface SortChoice {
  /** The column's id. */
  readonly column: string;
  readonly direction: SortKey['direction'];
}

export type GroupingChoice =
  | { readonly by: 'nothing' }
  | { readonly by: 'allButSeed' }
  | { readonly by: 'column' | 'day'; readonly column: string };

export interface TableChoices {
  /** In the language of filters. */
  readonly filter: string;
  /** What is sorted by first stands first. */
  readonly sort: readonly SortChoice[];
  readonly grouping: GroupingChoice;
  /** Ids of the columns shown, in their order; null: those that say something of the rows. */
  readonly columns: readonly string[] | null;
  /** Ids of columns that stay beside the first one while the others are scrolled. */
  readonly pinned: readonly string[];
  /** Of columns that are not as wide as their content, in pixels. */
  readonly widths: Readonly<Record<string, number>>;
}

export const firstChoices: TableChoices = {
  filter: '',
  sort: [],
  grouping: { by: 'nothing' },
  columns: null,
  pinned: [],
  widths: {},
};

/** In pixels. */
export const columnWidths = { least: 40, most: 800 };
