// The runs that the run browser shows: those that match the filter, sorted and grouped as the person chose, kept true
// while runs go on. As long as nothing is chosen it costs no more than the index does.

import type { Column } from '../../table/columns.ts';
import { isArchived } from '../../table/filter/archivedRows.ts';
import type { RowTest } from '../../table/filter/compileFilter.ts';
import type { FilterProblem } from '../../table/filter/filterProblem.ts';
import { readFilter } from '../../table/filter/rowFilter.ts';
import type { RunRow } from '../../table/runRow.ts';
import { columnsOf } from '../../table/tableColumns.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import type { RunChanges } from '../runs/runRecord.ts';
import type { RowChanges, RunRows } from '../runs/runRows.ts';
import {
  isSameLayout,
  layOut,
  type TreeGroup,
  type TreeGrouping,
  type TreeLayout,
  type TreeOrder,
} from './treeLayout.ts';

/** How runs are arranged; kept for the workspace. */
export interface Arrangement {
  readonly grouping: TreeGrouping;
  readonly order: TreeOrder;
}

/** Elements whose rows may look otherwise; undefined: rows may have come, gone or moved. */
export type ShownChange = ReadonlySet<string> | undefined;

/** Laying everything out takes at most this share of the time. */
const largestShare = 1 / 20;
const shortestRest = 250;

export class ShownRuns implements Disposable {
  readonly #index: RunIndex;
  readonly #rows: RunRows;
  readonly #changes: Listeners<ShownChange>;
  readonly #indexListening: Disposable;
  #rowsListening: Disposable | undefined;
  #filter = '';
  #showsArchived = false;
  #arrangement: Arrangement;
  #layout: TreeLayout | undefined;
  #groupOf: ReadonlyMap<string, string> = new Map();
  #columns: readonly Column[] | undefined;
  /** What the columns were found in. */
  #seenRows: readonly RunRow[] = [];
  #seenParameters: WeakSet<RunRow['parameters']> = new WeakSet();
  /** Directories of runs that changed since the last layout. */
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #lastTook = 0;

  constructor(index: RunIndex, rows: RunRows, arrangement: Arrangement, onError: (error: unknown) => void) {
    this.#index = index;
    this.#rows = rows;
    this.#arrangement = arrangement;
    this.#changes = new Listeners(onError);
    this.#indexListening = index.onDidChange((changes) => this.#followIndex(changes));
    this.#followRowsWhereNeeded();
  }

  get onDidChange() {
    return this.#changes.listen;
  }

  get filter(): string {
    return this.#filter;
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  /** Of all rows, for whoever reads or completes a filter. */
  get columns(): readonly Column[] {
    const rows = this.#rows.all();
    // Only somebody who follows the rows hears of other columns.
    const isUpToDate = this.#rowsListening !== undefined || this.#seenRows === rows;
    if (this.#columns !== undefined && isUpToDate) return this.#columns;
    this.#seenRows = rows;
    this.#seenParameters = new WeakSet(rows.map(({ parameters }) => parameters));
    this.#columns = columnsOf(rows);
    return this.#columns;
  }

  /** What is wrong with a filter, by what is known of the runs; undefined where nothing is. */
  problemOf(filter: string): FilterProblem | undefined {
    const read = readFilter(filter, this.columns);
    return read.kind === 'refused' ? read.problem : undefined;
  }

  /** How many runs a filter would show; undefined where there is something wrong with it. */
  countMatching(filter: string): number | undefined {
    const read = readFilter(filter, this.columns);
    if (read.kind === 'refused') return undefined;
    const isShown = (row: RunRow) => this.#showsArchived || read.asksForArchived || !isArchived(row);
    return this.#rows.all().filter((row) => isShown(row) && read.matches(row)).length;
  }

  /** Shows what matches; a filter that cannot be read, as when the last run is gone that has such a column, nothing. */
  setFilter(filter: string): void {
    this.#filter = filter.trim();
    this.#rearrange();
  }

  /** Whether runs that were put away are shown where the filter says nothing of them. */
  setShowsArchived(showsArchived: boolean): void {
    this.#showsArchived = showsArchived;
    this.#rearrange();
  }

  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#rearrange();
  }

  layout(): TreeLayout {
    if (this.#layout !== undefined) return this.#layout;
    const started = performance.now();
    const layout = this.#layOut();
    this.#lastTook = performance.now() - started;
    this.#layout = layout;
    this.#groupOf =
      layout.kind === 'runs'
        ? new Map()
        : new Map(layout.groups.flatMap(({ element, rows }) => rows.map((row) => [row.directory, element] as const)));
    return layout;
  }

  group(element: string): TreeGroup | undefined {
    const layout = this.layout();
    return layout.kind === 'runs' ? undefined : layout.groups.find((group) => group.element === element);
  }

  /** The group that the run stands in. */
  groupOf(directory: string): string | undefined {
    this.layout();
    return this.#groupOf.get(directory);
  }

  get count(): number {
    const layout = this.layout();
    if (layout.kind === 'runs') return layout.directories.length;
    return layout.groups.reduce((count, { rows }) => count + rows.length, 0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#indexListening.dispose();
    this.#rowsListening?.dispose();
    this.#changes.dispose();
  }

  /** Whether the order in which the index has the runs is the one in which they are shown. */
  get #isPlain(): boolean {
    return this.#filter === '' && this.#arrangement.grouping === 'none' && this.#arrangement.order === 'newest';
  }

  #layOut(): TreeLayout {
    if (this.#isPlain) {
      const shown = this.#index.all().filter(({ marks }) => this.#showsArchived || !marks.isArchived);
      return { kind: 'runs', directories: shown.map(({ directory }) => directory) };
    }
    return layOut(this.#rows.all(), { ...this.#arrangement, matches: this.#test(), columns: () => this.columns });
  }

  #test(): RowTest | undefined {
    const read = this.#filter === '' ? undefined : readFilter(this.#filter, this.columns);
    if (read?.kind === 'refused') return () => false;
    if (this.#showsArchived || read?.asksForArchived === true) return read?.matches;
    return (row) => !isArchived(row) && read?.matches(row) !== false;
  }

  #rearrange(): void {
    this.#followRowsWhereNeeded();
    this.#layout = undefined;
    this.#changes.notify(undefined);
  }

  #followRowsWhereNeeded(): void {
    if (this.#isPlain) {
      this.#rowsListening?.dispose();
      this.#rowsListening = undefined;
    } else this.#rowsListening ??= this.#rows.onDidChange((changes) => this.#followRows(changes));
  }

  #followIndex({ added, changed, removed }: RunChanges): void {
    if (!this.#isPlain) return;
    const isMoved = changed.some(({ previous, current }) => previous.marks.isArchived !== current.marks.isArchived);
    if (added.length + removed.length > 0 || isMoved) {
      this.#layout = undefined;
      this.#changes.notify(undefined);
    } else this.#changes.notify(new Set(changed.map(({ current }) => current.directory)));
  }

  #followRows({ changed, removed }: RowChanges): void {
    for (const directory of changed) this.#changed.add(directory);
    for (const directory of removed) this.#changed.add(directory);
    if (removed.length > 0 || changed.some((directory) => this.#mayHaveColumns(directory))) this.#columns = undefined;
    this.#timer ??= setTimeout(() => this.#layOutAgain(), Math.max(shortestRest, this.#lastTook / largestShare));
  }

  /** Parameters that were not seen yet, or evaluations, or figures of other names. */
  #mayHaveColumns(directory: string): boolean {
    const row = this.#rows.get(directory);
    if (row === undefined || this.#columns === undefined) return false;
    const { parameters, measured } = row;
    const known = (id: string) => this.#columns?.some((column) => column.id === id) === true;
    return !this.#seenParameters.has(parameters) || measured.some(({ id }) => !known(id));
  }

  #layOutAgain(): void {
    this.#timer = undefined;
    const [before, changed] = [this.#layout, new Set(this.#changed)];
    this.#changed.clear();
    this.#layout = undefined;
    if (before === undefined || !isSameLayout(before, this.layout())) this.#changes.notify(undefined);
    else this.#changes.notify(new Set([...changed, ...[...changed].flatMap((one) => this.#groupOf.get(one) ?? [])]));
  }
}
