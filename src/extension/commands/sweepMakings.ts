// Sweeps whose runs are being made: a window that closes meanwhile leaves a part of them, of which the next one knows.

import { setTimeout as delay } from 'node:timers/promises';
import type { Memento } from 'vscode';
import { currentProcess, isAlive, type ProcessIdentity } from '../../base/processIdentity.ts';

const key = 'sweeps.beingMade';
/** A window that was closed, or reloaded, ends within seconds; one that lives longer is another one, at work. Milliseconds. */
const patience = { between: 1000, inAll: 30_000 };

export interface NotedSweep {
  /** Of the group of its runs. */
  readonly id: string;
  /** How many it is to have. */
  readonly runs: number;
  readonly runsFolder: string;
  /** Who makes them. */
  readonly process: ProcessIdentity;
}

export interface WatchedMaking {
  /** Aborts where the window closes. */
  readonly closing: AbortSignal;
  /** Keeps a note of the sweep until its making has ended. */
  begun(sweep: Omit<NotedSweep, 'process'>): void;
  /** The note stays, for the next window. */
  leave(): void;
}

export class SweepMakings {
  readonly #memory: Memento;
  readonly #onError: (error: unknown) => void;
  readonly #patience: typeof patience;
  readonly #closing = new AbortController();
  readonly #making = new Set<Promise<unknown>>();
  /** By other windows, of which some may be at work on theirs. */
  readonly #notedBefore: readonly NotedSweep[];

  constructor(memory: Memento, onError: (error: unknown) => void, patient = patience) {
    this.#memory = memory;
    this.#onError = onError;
    this.#patience = patient;
    this.#notedBefore = this.#noted();
  }

  get mayBeLeft(): boolean {
    return this.#notedBefore.length > 0;
  }

  /** Those that other windows left, once these have ended. */
  async findLeft(): Promise<readonly NotedSweep[]> {
    const giveUpAt = performance.now() + this.#patience.inAll;
    const found = this.#notedBefore.map(async (sweep) => ((await this.#hasEnded(sweep, giveUpAt)) ? [sweep] : []));
    return (await Promise.all(found)).flat();
  }

  /** The person knows of them by now. */
  forget(left: readonly NotedSweep[]): Promise<void> {
    return this.#keep([], new Set(left.map(({ id }) => id)));
  }

  /** Makes the runs of a sweep, which `close` waits for. Gives what `make` does. */
  async watch<Result>(make: (making: WatchedMaking) => Promise<Result>): Promise<Result> {
    const own = new Set<string>();
    const making = make({
      closing: this.#closing.signal,
      begun: (sweep) => {
        own.add(sweep.id);
        void this.#keep([{ ...sweep, process: currentProcess() }]);
      },
      leave: () => own.clear(),
    });
    const ended = making.catch(() => undefined).then(() => this.#keep([], own));
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
      await delay(this.#patience.between, undefined, { ref: false });
    }
    return true;
  }

  #noted(): readonly NotedSweep[] {
    const kept = this.#memory.get<unknown>(key);
    return Array.isArray(kept) ? kept.filter(isNoted) : [];
  }

  /** What other windows noted since stays as it is. */
  async #keep(added: readonly NotedSweep[], gone: ReadonlySet<string> = new Set()): Promise<void> {
    try {
      await this.#memory.update(key, [...this.#noted().filter(({ id }) => !gone.has(id)), ...added]);
    } catch (error) {
      this.#onError(error);
    }
  }
}

function isNoted(value: unknown): value is NotedSweep {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'runs' in value && 'runsFolder' in value && 'process' in value)) return false;
  const { id, runs, runsFolder, process } = value;
  return [typeof id, typeof runs, typeof runsFolder].join() === 'string,number,string' && isIdentity(process);
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  if (!('host' in value && 'pid' in value && 'startedAt' in value)) return false;
  const { host, pid, startedAt } = value;
  return typeof host === 'string' && Number.isSafeInteger(pid) && (startedAt === null || typeof startedAt === 'string');
}
