// Feeds the table's page: all rows when it is ready, then those that are others, a few times a second.

import { packRows } from '../../table/page/packedRows.ts';
import { mostRows, type TableHostMessage } from '../../table/page/tableMessages.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunRows } from '../runs/runRows.ts';

/**
 * Changes within `gather` are told together. Each telling makes the page sort and count anew, so that of thousands of
 * rows it is told less often. In milliseconds.
 */
const pauses = { gather: 40, least: 150, perRow: 0.05 };
/**
 * Rows of one message. On its way to the page a message lies in memory several times over, as text and as bytes: of ten
 * thousand rows that is as much as all that is known of them.
 */
export const mostInMessage = 512;

type RowsMessage = Extract<TableHostMessage, { readonly kind: 'changed' }>;

/** What the page is told first, without what the host adds of its own. */
export type FirstRows = Pick<Extract<TableHostMessage, { readonly kind: 'rows' }>, 'rows' | 'leftOut' | 'isMoreToCome'>;

/** Directories. */
interface ToldOf {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

type ToldRows = Pick<RunRows, 'directories' | 'has' | 'get' | 'onDidChange'>;

export class TableFeed implements Disposable {
  readonly #rows: ToldRows;
  readonly #send: (message: RowsMessage) => PromiseLike<unknown>;
  readonly #store = new DisposableStore();
  /** What the page knows; undefined before it has asked. */
  #told: Set<string> | undefined;
  /** How many of all rows are too many to be sent. */
  #leftOut = 0;
  readonly #changed = new Set<string>();
  #isPaused = false;
  #isSending = false;
  /** Whether what is told next belongs to what the page was told last, and waits for. */
  #isMoreToCome = false;
  #lastSent = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param send resolves when the page has the message, or never will */
  constructor(rows: ToldRows, send: (message: RowsMessage) => PromiseLike<unknown>) {
    this.#rows = rows;
    this.#send = send;
    this.#store.add(
      rows.onDidChange(({ changed, removed }) => {
        if (this.#told === undefined) return;
        for (const directory of changed) this.#changed.add(directory);
        for (const directory of removed) this.#changed.add(directory);
        this.#sendSoon();
      }),
    );
  }

  /**
   * The first rows, as a page that knows nothing is told of them; the others follow, and from here on it is told what
   * changes.
   */
  begin(): FirstRows {
    const all = this.#rows.directories();
    const first = all.slice(0, mostInMessage);
    this.#told = new Set(first);
    this.#leftOut = Math.max(0, all.length - mostRows);
    this.#changed.clear();
    for (const directory of all.slice(mostInMessage, mostRows)) this.#changed.add(directory);
    this.#isMoreToCome = this.#changed.size > 0;
    this.#sendSoon();
    return { rows: this.#pack(first), leftOut: this.#leftOut, isMoreToCome: this.#isMoreToCome };
  }

  /** While the page cannot be seen it is told nothing; what changed meanwhile comes when it can. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused) this.#sendSoon();
  }

  dispose(): void {
    this.#store.dispose();
    this.#told = undefined;
    clearTimeout(this.#timer);
  }

  #sendSoon(): void {
    const isBusy = this.#isSending || this.#timer !== undefined;
    if (isBusy || this.#changed.size === 0 || (this.#isPaused && !this.#isMoreToCome)) return;
    const pause = pauses.least + pauses.perRow * (this.#told?.size ?? 0);
    const due = this.#lastSent + pause - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#sendNow();
      },
      this.#isMoreToCome ? 0 : Math.max(pauses.gather, due),
    );
  }

  async #sendNow(): Promise<void> {
    const told = this.#told;
    if (told === undefined || (this.#isPaused && !this.#isMoreToCome)) return;
    const { changed, removed } = this.#takeChanges(told);
    const isAwaited = this.#isMoreToCome;
    this.#isMoreToCome = false;
    if (changed.length + removed.length === 0 && !isAwaited) return;
    this.#isSending = true;
    await this.#sendStretches({ changed, removed }, told).catch(() => undefined);
    this.#isSending = false;
    this.#lastSent = performance.now();
    this.#sendSoon();
  }

  /** Rejects where the page is gone. */
  async #sendStretches({ changed, removed }: ToldOf, told: ReadonlySet<string>): Promise<void> {
    for (let start = 0; start === 0 || start < changed.length; start += mostInMessage) {
      const end = start + mostInMessage;
      const message: RowsMessage = {
        kind: 'changed',
        rows: this.#pack(changed.slice(start, end)),
        removed: start === 0 ? removed : [],
        leftOut: this.#leftOut,
        isMoreToCome: end < changed.length,
      };
      // One after another: what is on its way lies in memory until it has arrived.
      await this.#send(message);
      // The page was closed, or has asked anew.
      if (this.#told !== told) return;
    }
  }

  /** Of a run that has gone meanwhile the page is told soon. */
  #pack(directories: readonly string[]): FirstRows['rows'] {
    return packRows(directories.flatMap((directory) => this.#rows.get(directory) ?? []));
  }

  /** What of the changes the page has to be told, which it then knows. */
  #takeChanges(told: Set<string>): ToldOf {
    const all = this.#rows.directories();
    const [changed, leftOutBefore] = [new Set(this.#changed), this.#leftOut];
    this.#changed.clear();
    this.#leftOut = Math.max(0, all.length - mostRows);
    // Of more rows than are sent the oldest fall out as new ones come; of fewer nothing else has to be looked at.
    const isCrowded = this.#leftOut + leftOutBefore > 0;
    const shown = isCrowded ? new Set(all.slice(0, mostRows)) : undefined;
    const [toTell, removed]: [string[], string[]] = [[], []];
    for (const directory of shown === undefined ? changed : new Set([...told, ...shown])) {
      if (!(shown ?? this.#rows).has(directory)) {
        if (told.delete(directory)) removed.push(directory);
      } else if (changed.has(directory) || !told.has(directory)) {
        told.add(directory);
        toTell.push(directory);
      }
    }
    return { changed: toTell, removed };
  }
}
