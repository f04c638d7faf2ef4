// The row of every run of the window, for tree, table and charts: made, whenever it is asked for, of what the index knows
// at once, and of what the index does not read in turns in the background.

import { mapInTurns } from '../../base/mapInTurns.ts';
import { ParticularsReader } from '../../runs/particularsReader.ts';
import { type RunRow, rowOf } from '../../table/runRow.ts';
import type { Translate } from '../../words/translate.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import { startCost } from './lookRests.ts';
import type { RunIndex } from './runIndex.ts';
import type { RunChanges, RunRecord } from './runRecord.ts';

export interface RowChanges {
  /** Directories of runs whose row is another, of new ones, too. */
  readonly changed: readonly string[];
  /** Of those that are gone. */
  readonly removed: readonly string[];
}

/** Evaluations come from terminals and other windows, too: all runs are looked at for them this often. */
const defaultInterval = 2000;
/** Looking takes at most this share of the time, however many runs there are. */
const largestShare = 1 / 200;
/** Rows are told of in stretches of so many. */
const toldAtOnce = 256;
const readAtOnce = 16;

export class RunRows implements Disposable {
  readonly #index: RunIndex;
  readonly #onError: (error: unknown) => void;
  readonly #translate: Translate;
  readonly #interval: number;
  readonly #changes: Listeners<RowChanges>;
  readonly #reader: ParticularsReader;
  /** Until one of them is another: of ten thousand rows most are asked for once. */
  #made: readonly RunRow[] | undefined;
  /** Runs to be read, in this order; those that were just changed are read with the rest. */
  readonly #unread = new Set<string>();
  #reading: Promise<void> | undefined;
  #indexListening: Disposable | undefined;
  #listening = 0;
  #asksForDisk = false;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  /** What rows tell in words is told by `translate`. */
  constructor(
    index: RunIndex,
    onError: (error: unknown) => void,
    translate: Translate,
    interval: number = defaultInterval,
  ) {
    this.#index = index;
    this.#reader = new ParticularsReader((directory, stamp) => index.factsOf(directory, stamp));
    this.#onError = onError;
    this.#translate = translate;
    this.#interval = interval;
    this.#changes = new Listeners(onError);
  }

  /** Tells what changed, and goes on looking for evaluations while somebody listens. */
  readonly onDidChange = (listener: (changes: RowChanges) => void): Disposable => {
    this.#begin();
    const listening = this.#changes.listen(listener);
    let isListening = true;
    if (++this.#listening === 1) this.#lookLater(this.#interval);
    return {
      dispose: () => {
        listening.dispose();
        if (isListening) this.#listening--;
        isListening = false;
      },
    };
  };

  /** Newest first. What takes long to read is missing in rows of runs that were not read yet. */
  all(): readonly RunRow[] {
    this.#begin();
    this.#made ??= this.#index.all().map((run) => this.#makeRow(run));
    return this.#made;
  }

  /** Of all runs, newest first. */
  directories(): readonly string[] {
    this.#begin();
    return this.#index.all().map(({ directory }) => directory);
  }

  has(directory: string): boolean {
    return this.#index.get(directory) !== undefined;
  }

  get(directory: string): RunRow | undefined {
    this.#begin();
    const run = this.#index.get(directory);
    return run && this.#makeRow(run);
  }

  /** Resolves when every run that is known by now was read. */
  async whenRead(): Promise<void> {
    this.#begin();
    while (this.#reading !== undefined) await this.#reading;
  }

  /** Looks at once for what changed beside the manifests of these runs, as after an evaluation, if anybody asked yet. */
  async lookAgain(directories: Iterable<string>): Promise<void> {
    if (this.#indexListening === undefined) return;
    this.#readSoon([...directories].filter((directory) => this.has(directory)));
    await this.whenRead();
  }

  /** Adds up, from now on, what runs take on the disk, which nobody is made to wait for who does not show it. */
  askForDisk(): void {
    if (this.#asksForDisk) return;
    this.#asksForDisk = true;
    this.#readSoon(this.directories());
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#indexListening?.dispose();
    this.#unread.clear();
    this.#changes.dispose();
  }

  #begin(): void {
    if (this.#indexListening !== undefined || this.#isDisposed) return;
    this.#indexListening = this.#index.onDidChange((changes) => this.#follow(changes));
    this.#readSoon(this.directories());
  }

  #follow({ added, changed, removed }: RunChanges): void {
    const current = [...added.map(({ directory }) => directory), ...changed.map((change) => change.current.directory)];
    for (const { directory } of removed) {
      this.#unread.delete(directory);
      this.#reader.forget(directory);
    }
    for (const directory of current) this.#reader.noteChange(directory);
    this.#tell(
      current,
      removed.map(({ directory }) => directory),
    );
    this.#readSoon(current);
  }

  #makeRow(run: RunRecord): RunRow {
    const unknown = { facts: undefined, evaluations: [], diskBytes: undefined };
    return rowOf({ ...run, ...(this.#reader.known(run.directory, run.manifest) ?? unknown) }, this.#translate);
  }

  #tell(changed: readonly string[], removed: readonly string[]): void {
    if (this.#isDisposed || changed.length + removed.length === 0) return;
    this.#made = undefined;
    this.#changes.notify({ changed, removed });
  }

  #readSoon(directories: Iterable<string>): void {
    for (const directory of directories) this.#unread.add(directory);
    if (this.#unread.size === 0 || this.#isDisposed) return;
    this.#reading ??= this.#readAll()
      .catch(this.#onError)
      .finally(() => {
        this.#reading = undefined;
      });
  }

  async #readAll(): Promise<void> {
    while (this.#unread.size > 0) {
      const stretch: string[] = [];
      for (const directory of this.#unread) {
        this.#unread.delete(directory);
        if (stretch.push(directory) === toldAtOnce) break;
      }
      const areOther = await mapInTurns(stretch, readAtOnce, (directory) => this.#read(directory));
      this.#tell(
        stretch.filter((_, place) => areOther[place]),
        [],
      );
    }
  }

  /** Whether the row is another than before; of a run that is gone it is not. */
  async #read(directory: string): Promise<boolean> {
    if (this.#isDisposed) return false;
    const isAnother = await this.#reader.read(directory, { disk: this.#asksForDisk });
    if (this.has(directory)) return isAnother;
    this.#reader.forget(directory);
    return false;
  }

  #lookLater(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#isDisposed || this.#listening === 0) return;
    this.#timer = setTimeout(() => void this.#lookAtAll(), milliseconds);
    this.#timer.unref();
  }

  async #lookAtAll(): Promise<void> {
    const cost = startCost();
    await this.lookAgain(this.directories());
    this.#lookLater(Math.max(this.#interval, cost() / largestShare));
  }
}
