// A runs folder that the index watches: who reads its manifests, and who says that something changed there.

import path from 'node:path';
import type { KeptIndex } from '../../runs/keptIndex/keptIndex.ts';
import { type ListingOptions, RunLister } from '../../runs/listRuns.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { FolderWatch } from './folderWatch.ts';

/** Calls `onChange` with a run's directory whenever the run may be another than before. */
export type WatchRuns = (runsFolder: string, onChange: (directory: string) => void) => Disposable;

export interface WatchOptions extends Omit<ListingOptions, 'kept'> {
  /** What is kept of a folder's runs from one window to the next; without, every window reads everything. */
  readonly keepIndex?: (runsFolder: string) => KeptIndex;
  /** Without, changes of ended runs are found when all runs are looked at. */
  readonly watchRuns?: WatchRuns;
}

export interface HeardChanges {
  /** Something of the folder changed, and nobody says what. */
  readonly onAnyChange: () => void;
  /** This run, in the folder, may have come, changed or gone. */
  readonly onChange: (directory: string) => void;
  /** The folder's runs cannot be watched: the regular look goes on without. */
  readonly onError: (error: unknown) => void;
}

export class WatchedFolder implements Disposable {
  readonly lister: RunLister;
  readonly kept: KeptIndex | undefined;
  readonly #watch: FolderWatch;
  readonly #mayLook: () => boolean;
  readonly #runs: Disposable | undefined;

  constructor(
    folder: string,
    { watchRuns, keepIndex, ...listing }: WatchOptions,
    { onAnyChange, onChange, onError }: HeardChanges,
  ) {
    const hear = (directory: string) => {
      // Locks and what is half made lie beside the runs, and have names that no run has.
      const isRun = path.dirname(directory) === folder && !path.basename(directory).startsWith('.');
      if (isRun) onChange(directory);
    };
    this.#mayLook = () => listing.mayLookInto?.(folder) ?? true;
    this.kept = keepIndex?.(folder);
    this.lister = new RunLister(folder, { ...listing, ...(this.kept && { kept: this.kept }) });
    this.#watch = new FolderWatch(folder, (name) =>
      name === undefined ? onAnyChange() : hear(path.join(folder, name)),
    );
    try {
      this.#runs = watchRuns?.(folder, hear);
    } catch (error) {
      onError(error);
    }
  }

  /** Watches the folder if it exists by now, and may be looked into. */
  ensureWatching(): void {
    if (this.#mayLook()) this.#watch.ensureWatching();
    else this.#watch.dispose();
  }

  dispose(): void {
    this.#watch.dispose();
    this.#runs?.dispose();
    this.kept?.dispose();
  }
}
