// Feeds the table's page: all rows when it is ready, then those that are others, a few times a second.

import { packRows } from '../../table/page/packedRows.ts';
import { mostRows, type TableHostMessage } from '../../table/page/tableMessages.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunRows } from '../runs/runRows.ts';

/**
 * Changes within `gather` are one message. Each makes the page sort and count anew, so that of thousands of rows it is
 * told less often. In milliseconds.
 */
const pauses = { gather: 40, least: 150, perRow: 0.05 };

type RowsMessage = Extract<TableHostMessage, { readonly kind: 'changed' }>;

/** What the page is told first, without what the host adds of its own. */
export type FirstRows = Pick<Extract<TableHostMessage, { readonly kind: 'rows' }>, 'rows' | 'leftOut'>;

export class TableFeed implements Disposable {
  readonly #rows: Pick<RunRows, 'all' | 'get' | 'onDidChange'>;
  readonly #send: (message: RowsMessage) => void;
  readonly #store = new DisposableStore();
  /** What the page knows; undefined before it has asked. */
  #told: Set<string> | undefined;
  readonly #changed = new Set<string>();
  #isPaused = false;
  #lastSent = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(rows: Pick<RunRows, 'all' | 'get' | 'onDidChange'>, send: (message: RowsMessage) => void) {
    this.#rows = rows;
    this.#send = send;
    this.#store.add(
      rows.onDidChange(({ changed, removed }) => {
        if (this.#told === undefined) return;
        for (const { directory } of changed) this.#changed.add(directory);
        for (const directory of removed) this.#changed.add(directory);
        this.#sendSoon();
      }),
    );
  }

  /** All rows, as a page that knows nothing is told of them; from here on it is told what changes. */
  begin(): FirstRows {
    const all = this.#rows.all();
    const rows = all.slice(0, mostRows);
    this.#told = new Set(rows.map(({ directory }) => directory));
    this.#changed.clear();
    return { rows: packRows(rows), leftOut: all.length - rows.length };
  }

  /** While the page cannot be seen it is told nothing; what changed meanwhile comes when it can. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused) this.#sendSoon();
  }

  dispose(): void {
    this.#store.dispose();
    clearTimeout(this.#timer);
  }

  #sendSoon(): void {
    if (this.#isPaused || this.#timer !== undefined || this.#changed.size === 0) return;
    const pause = pauses.least + pauses.perRow * (this.#told?.size ?? 0);
    const due = this.#lastSent + pause - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#sendNow();
      },
      Math.max(pauses.gather, due),
    );
  }

  #sendNow(): void {
    const told = this.#told;
    if (this.#isPaused || told === undefined) return;
    const all = this.#rows.all();
    // Of more rows than are sent the oldest fall out as new ones come.
    const shown = new Set(all.slice(0, mostRows).map(({ directory }) => directory));
    const removed = [...told].filter((directory) => !shown.has(directory));
    const added = [...shown].filter((directory) => !told.has(directory));
    const changed = [...this.#changed].filter((directory) => told.has(directory) && shown.has(directory));
    const rows = [...added, ...changed].flatMap((directory) => this.#rows.get(directory) ?? []);
    this.#told = shown;
    this.#changed.clear();
    if (rows.length + removed.length === 0) return;
    this.#lastSent = performance.now();
    this.#send({ kind: 'changed', rows: packRows(rows), removed, leftOut: all.length - shown.size });
  }
}
