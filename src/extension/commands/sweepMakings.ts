// Sweeps whose runs are being made: a window that closes meanwhile leaves a part of them, of which the next one knows.

import { setTimeout as delay } from 'node:timers/promises';
import type { Memento } from 'vscode';
import { currentProcess, isAlive } from '../../base/processIdentity.ts';
import { isNotedSweep, type NotedSweep, type SweepNote, SweepNotes } from './sweepNotes.ts';

/** Under which earlier versions kept notes for a workspace. */
const earlierKey = 'sweeps.beingMade';
/** A window that was closed, or reloaded, ends within seconds; one that lives longer is another one, at work. Milliseconds. */
const patience = { between: 1000, inAll: 30_000 };

export interface WatchedMaking {
  /** Aborts where the window closes. */
  readonly closing: AbortSignal;
  /** Keeps a note of the sweep until its making has ended. */
  begun(sweep: Omit<NotedSweep, 'process'>): void;
  /** The note stays, for the next window. */
  leave(): void;
}

export interface MakingsOptions {
  /** The user's folder. */
  readonly user: string;
  /** The same for every window of a workspace, and for no other. */
  readonly workspace: string;
  /** What earlier versions kept for the workspace. */
  readonly earlier: Memento;
  readonly onError: (error: unknown) => void;
  readonly patience?: typeof patience;
}

export class SweepMakings {
  readonly #options: Required<MakingsOptions>;
  readonly #notes: SweepNotes;
  readonly #closing = new AbortController();
  readonly #making = new Set<Promise<unknown>>();
  /** By other windows, of which some may be at work on theirs. */
  readonly #notedBefore: Promise<readonly SweepNote[]>;

  constructor(options: MakingsOptions) {
    this.#options = { patience, ...options };
    this.#notes = new SweepNotes(options.user);
    this.#notedBefore = this.#try(() => this.#notes.list(), []);
  }

  /** Those that other windows of the workspace, or for one of these folders of runs, left, once these have ended. */
  async findLeft(runsFolders: readonly string[]): Promise<readonly NotedSweep[]> {
    const giveUpAt = performance.now() + this.#options.patience.inAll;
    const { host } = currentProcess();
    const noted = (await this.#notedBefore).flatMap(({ workspace, sweep }) =>
      // A user's folder may serve several machines, and only its own knows of a process.
      sweep.process.host === host && (workspace === this.#options.workspace || runsFolders.includes(sweep.runsFolder))
        ? [sweep]
        : [],
    );
    const found = [...noted, ...this.#notedEarlier()].map(async (sweep) =>
      (await this.#hasEnded(sweep, giveUpAt)) ? [sweep] : [],
    );
    return (await Promise.all(found)).flat();
  }

  /** The person knows of them by now. */
  async forget(left: readonly NotedSweep[]): Promise<void> {
    const ids = new Set(left.map(({ id }) => id));
    const files = (await this.#notedBefore).flatMap(({ file, sweep }) => (ids.has(sweep.id) ? [file] : []));
    await this.#try(() => this.#notes.remove(files), undefined);
    const earlier = this.#notedEarlier();
    const others = earlier.filter(({ id }) => !ids.has(id));
    if (others.length === earlier.length) return;
    const kept = others.length === 0 ? undefined : others;
    await this.#try(async () => this.#options.earlier.update(earlierKey, kept), undefined);
  }

  /** Makes the runs of a sweep, which `close` waits for. Gives what `make` does. */
  async watch<Result>(make: (making: WatchedMaking) => Promise<Result>): Promise<Result> {
    const files: Promise<string | undefined>[] = [];
    let isLeft = false;
    const making = make({
      closing: this.#closing.signal,
      begun: (sweep) => {
        const noted = { ...sweep, process: currentProcess() };
        files.push(this.#try(() => this.#notes.write(this.#options.workspace, noted), undefined));
      },
      leave: () => {
        isLeft = true;
      },
    });
    const ended = making
      .catch(() => undefined)
      .then(async () => {
        const written = (await Promise.all(files)).flatMap((file) => file ?? []);
        if (!isLeft) await this.#try(() => this.#notes.remove(written), undefined);
      });
    this.#making.add(ended);
    try {
      return await making;
    } finally {
      await ended;
      this.#making.delete(ended);
    }
  }

  /** Ends what is being made. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#making);
  }

  async #hasEnded({ process }: NotedSweep, giveUpAt: number): Promise<boolean> {
    while ((await isAlive(process)) === true) {
      if (performance.now() > giveUpAt || this.#closing.signal.aborted) return false;
      await delay(this.#options.patience.between, undefined, { ref: false });
    }
    return true;
  }

  #notedEarlier(): readonly NotedSweep[] {
    const kept = this.#options.earlier.get<unknown>(earlierKey);
    return Array.isArray(kept) ? kept.filter(isNotedSweep) : [];
  }

  /** Without notes work goes on. */
  async #try<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.#options.onError(error);
      return otherwise;
    }
  }
}
