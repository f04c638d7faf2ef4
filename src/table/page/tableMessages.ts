// The messages between the runs table's host and its page, both directions. Imported by both; knows neither VS Code nor
// the DOM.

import type { PackedRows } from './packedRows.ts';
import type { TableChoices } from './tableChoices.ts';

/** More rows than these are not sent: the oldest are left out, and the page says so. */
export const mostRows = 20_000;

/** The figure that a run is judged by over its meta-iterations, thinned to what a cell can show. */
export interface CourseOfRun {
  readonly directory: string;
  readonly iterations: readonly number[];
  /** Null is no number. */
  readonly values: readonly (number | null)[];
}

export interface ViewsOfWorkspace {
  /** Of the views that are stored, in their order. */
  readonly names: readonly string[];
  /** The one that the choices were taken from last; null where there is none. */
  readonly current: string | null;
}

export type TableHostMessage =
  /** Everything; answers `ready`. */
  | {
      readonly kind: 'rows';
      readonly rows: PackedRows;
      /** Runs that are not among them, nor in what is to come. */
      readonly leftOut: number;
      /** Whether these are the first of very many: the rest comes right after, and all are shown together. */
      readonly isMoreToCome: boolean;
      readonly choices: TableChoices;
      readonly views: ViewsOfWorkspace;
    }
  /** Rows that are new or others than before, whole, and directories of those that are gone. */
  | {
      readonly kind: 'changed';
      readonly rows: PackedRows;
      readonly removed: readonly string[];
      readonly leftOut: number;
      /** As of all rows. */
      readonly isMoreToCome: boolean;
    }
  /** What a view says, or somebody who opened the table for something. */
  | { readonly kind: 'choices'; readonly choices: TableChoices; readonly views: ViewsOfWorkspace }
  | { readonly kind: 'views'; readonly views: ViewsOfWorkspace }
  /** What was asked for; one without points has none, or cannot be read. */
  | { readonly kind: 'courses'; readonly courses: readonly CourseOfRun[] };

/** What the page asks of runs. */
export type TableAction =
  | 'open'
  | 'compare'
  | 'evaluate'
  | 'star'
  | 'tags'
  | 'stop'
  | 'resume'
  | 'fork'
  | 'extend'
  | 'export'
  | 'delete'
  | 'reveal';

export type TablePageMessage =
  /** The page is there, and waits for rows. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'act'; readonly action: TableAction; readonly directories: readonly string[] }
  /** The person chose something: it is kept. */
  | { readonly kind: 'choose'; readonly choices: TableChoices }
  | { readonly kind: 'openView'; readonly name: string }
  /** What is chosen stays, without a name. */
  | { readonly kind: 'leaveView' }
  /** The host asks for a name. */
  | { readonly kind: 'saveView'; readonly choices: TableChoices }
  | { readonly kind: 'deleteView'; readonly name: string }
  | { readonly kind: 'saveCsv'; readonly text: string }
  /** Of these runs no course is known, and they can be seen; what was asked for before is no longer needed. */
  | { readonly kind: 'courses'; readonly directories: readonly string[] };
