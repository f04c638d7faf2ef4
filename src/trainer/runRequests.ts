// Notices what anyone puts into a run's `control/` folder while the trainer works.

import { messageOf } from '../base/systemErrors.ts';
import { type ControlRequest, dropRequests, removeRequests } from '../runs/control.ts';
import { FolderPulse } from '../runs/folderPulse.ts';
import { RequestReader } from '../runs/requestReader.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { RunHold } from '../runs/runHold.ts';
import type { Log } from './runLog.ts';

const lookEveryMilliseconds = 100;

/**
 * Requests are noticed within about 100 ms, whatever the trainer computes; whoever carries them out then says so with
 * `answer`. A request stays in its folder until it was answered. End it when the run ends.
 */
export class RunRequests {
  readonly #hold: RunHold;
  readonly #askToStop: () => void;
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #pulse: FolderPulse;
  readonly #reader: RequestReader;
  #unanswered: ControlRequest[] = [];
  #isPaused = false;
  #isCheckpointWanted = false;
  #wake: () => void = () => {};

  /** `signal` says that the run is to stop; a request for that goes to `askToStop`. */
  constructor(
    hold: RunHold,
    { signal, askToStop }: { readonly signal: AbortSignal; readonly askToStop: () => void },
    log: Log,
  ) {
    this.#hold = hold;
    this.#askToStop = askToStop;
    this.#log = log;
    this.#reader = new RequestReader(hold.directory, log);
    this.#stop.signal.addEventListener('abort', () => this.#wake());
    if (signal.aborted) this.#stop.abort();
    signal.addEventListener('abort', () => this.#stop.abort(), { signal: this.#stop.signal });
    this.#pulse = new FolderPulse([runFiles(hold.directory).control], lookEveryMilliseconds, () => this.#look());
  }

  /** Aborts when the run is to stop. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether a pause is wanted and no stop. */
  get isPaused(): boolean {
    return this.#isPaused && !this.#stop.signal.aborted;
  }

  get areWaiting(): boolean {
    return this.#unanswered.length > 0;
  }

  /** True once for each time that a checkpoint was asked for. */
  takeCheckpointRequest(): boolean {
    const isWanted = this.#isCheckpointWanted;
    this.#isCheckpointWanted = false;
    return isWanted;
  }

  /** Resolves at the next request, or at once when one waits or nothing keeps the run paused. */
  async next(): Promise<void> {
    if (!this.isPaused || this.areWaiting) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /**
   * Says that the waiting requests were carried out: `record` puts their names where the requesters look. Rejects when
   * it does.
   */
  async answer(record: (names: readonly string[]) => Promise<void>): Promise<void> {
    const answered = this.#unanswered;
    this.#unanswered = [];
    await record(answered.map(({ name }) => name));
    this.#hold.assertHeld();
    await removeRequests(this.#hold.directory, answered);
  }

  /** Takes away what nobody will answer any more: the end of the run does. */
  async end(): Promise<void> {
    this.#pulse.dispose();
    this.#wake();
    if (this.#hold.isLost()) return;
    try {
      await dropRequests(this.#hold.directory);
    } catch (error) {
      this.#log(`Requests could not be removed: ${messageOf(error)}`);
    }
  }

  async #look(): Promise<void> {
    try {
      const requests = await this.#reader.readNew();
      this.#unanswered.push(...requests);
      for (const { kind } of requests) this.#obey(kind);
      if (requests.length > 0) this.#wake();
    } catch (error) {
      this.#log(`Requests could not be read: ${messageOf(error)}`);
    }
  }

  #obey(kind: ControlRequest['kind']): void {
    switch (kind) {
      case 'pause':
        this.#isPaused = true;
        return;
      case 'continue':
        this.#isPaused = false;
        return;
      case 'checkpoint':
        this.#isCheckpointWanted = true;
        return;
      case 'stop':
        this.#askToStop();
        return;
    }
  }
}
