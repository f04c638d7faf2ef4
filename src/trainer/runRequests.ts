// Obeys what anyone puts into a run's `control/` folder while the trainer works.

import { mkdirSync } from 'node:fs';
import { type ControlRequest, readRequests, removeRequests } from '../runs/control.ts';
import { FolderPulse } from '../runs/folderPulse.ts';
import { runFiles } from '../runs/runDirectory.ts';

const lookEveryMilliseconds = 100;

/** Requests are noticed within about 100 ms, whatever the trainer computes. Dispose when the run ends. */
export class RunRequests {
  readonly #stop = new AbortController();
  readonly #pulse: FolderPulse;
  #isPaused = false;
  #isCheckpointWanted = false;
  readonly #waiting = new Set<() => void>();

  /**
   * `onAnswered` records the answer; a request stays in its folder until it has. Requests made before `notBefore` (milliseconds since 1970)
   * were meant for a process that is gone: they are dropped. `signal` is another way to ask for a stop. `onError` hears when the folder
   * cannot be read.
   */
  constructor(
    directory: string,
    options: {
      readonly signal: AbortSignal;
      readonly notBefore: number;
      readonly onAnswered: (requests: readonly ControlRequest[]) => Promise<void>;
      readonly onError: (error: unknown) => void;
    },
  ) {
    const { control } = runFiles(directory);
    mkdirSync(control, { recursive: true });
    this.#stop.signal.addEventListener('abort', () => this.#wake());
    if (options.signal.aborted) this.#stop.abort();
    options.signal.addEventListener('abort', () => this.#stop.abort(), { signal: this.#stop.signal });
    this.#pulse = new FolderPulse([control], lookEveryMilliseconds, async () => {
      try {
        const requests = await readRequests(directory);
        if (requests.length === 0) return;
        const ours = requests.filter(({ madeAt }) => !(madeAt < options.notBefore));
        for (const { kind } of ours) this.#obey(kind);
        if (ours.length > 0) await options.onAnswered(ours);
        await removeRequests(directory, requests);
      } catch (error) {
        options.onError(error);
      }
    });
  }

  /** Aborts when the run is to stop. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether a pause is wanted and no stop. */
  get isPaused(): boolean {
    return this.#isPaused && !this.#stop.signal.aborted;
  }

  /** True once for each time that a checkpoint was asked for. */
  takeCheckpointRequest(): boolean {
    const isWanted = this.#isCheckpointWanted;
    this.#isCheckpointWanted = false;
    return isWanted;
  }

  /** Resolves at the next request, or at once when nothing keeps the run paused. */
  async nextRequest(): Promise<void> {
    if (!this.isPaused || this.#isCheckpointWanted) return;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  dispose(): void {
    this.#pulse.dispose();
    this.#wake();
  }

  #obey(kind: ControlRequest['kind']): void {
    switch (kind) {
      case 'pause':
        this.#isPaused = true;
        break;
      case 'continue':
        this.#isPaused = false;
        break;
      case 'checkpoint':
        this.#isCheckpointWanted = true;
        break;
      case 'stop':
        this.#stop.abort();
        break;
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
