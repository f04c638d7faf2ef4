// Sweeps whose runs are being made: a window that closes meanwhile leaves a part of them, of which the next one knows.

import type { Memento } from 'vscode';

const key = 'sweeps.beingMade';

export interface NotedSweep {
  /** Of the group of its runs. */
  readonly id: string;
  /** How many it is to have. */
  readonly runs: number;
  readonly runsFolder: string;
}

export interface WatchedMaking {
  /** Aborts where the window closes. */
  readonly closing: AbortSignal;
  /** Keeps a note of the sweep until its making has ended. */
  begun(sweep: NotedSweep): void;
  /** The note stays, for the next window. */
  leave(): void;
}

export class SweepMakings {
  readonly #memory: Memento;
  readonly #onError: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #making = new Set<Promise<unknown>>();
  readonly #noted: Set<NotedSweep>;

  constructor(memory: Memento, onError: (error: unknown) => void) {
    this.#memory = memory;
    this.#onError = onError;
    const kept = memory.get<unknown>(key);
    this.left = Array.isArray(kept) ? kept.filter(isNoted) : [];
    this.#noted = new Set(this.left);
  }

  /** Those that earlier windows left. */
  readonly left: readonly NotedSweep[];

  /** The person knows of them by now. */
  forgetLeft(): Promise<void> {
    return this.#forget(this.left);
  }

  /** Makes the runs of a sweep, which `close` waits for. Gives what `make` does. */
  async watch<Result>(make: (making: WatchedMaking) => Promise<Result>): Promise<Result> {
    const own = new Set<NotedSweep>();
    const making = make({
      closing: this.#closing.signal,
      begun: (sweep) => {
        own.add(sweep);
        this.#noted.add(sweep);
        void this.#keep();
      },
      leave: () => own.clear(),
    });
    const ended = making.catch(() => undefined).then(() => this.#forget(own));
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

  async #forget(sweeps: Iterable<NotedSweep>): Promise<void> {
    for (const sweep of sweeps) this.#noted.delete(sweep);
    await this.#keep();
  }

  async #keep(): Promise<void> {
    try {
      await this.#memory.update(key, [...this.#noted]);
    } catch (error) {
      this.#onError(error);
    }
  }
}

function isNoted(value: unknown): value is NotedSweep {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'runs' in value && 'runsFolder' in value)) return false;
  return typeof value.id === 'string' && typeof value.runs === 'number' && typeof value.runsFolder === 'string';
}
