// The newest samples of the runs that a compare page shows side by side, and of no others: each may take megabytes. They
// are looked for again while they are shown: what is damaged may be put right, and samples may come late.

import { lookAtEntry, stampOf } from '../../base/boundedFile.ts';
import { isOfTheSystem } from '../../base/systemErrors.ts';
import { type CompareHostMessage, mostSamples } from '../../panel/compareMessages.ts';
import type { RunKey } from '../../panel/panelMessages.ts';
import { fileProblemOf } from '../../runs/fileProblem.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { readNewestSample, type SampleProblem } from '../../runs/samples.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { LooksAgain } from '../editor/looksAgain.ts';

type SampleMessage = Extract<CompareHostMessage, { kind: 'sample' }>;

/** What of a run was looked at. */
interface SeenSamples {
  /** Of the folder of samples before they were read; undefined where they are to be read in any case. */
  readonly stamp: string | undefined;
  readonly damaged: Pick<SampleProblem, 'file' | 'stamp'> | undefined;
}

export class SamplesBeside implements Disposable {
  readonly #send: (message: SampleMessage) => void;
  /** A sample of a later iteration than this is not the run's; undefined of a run that nobody knows any more. */
  readonly #lastIterationOf: (directory: string) => number | undefined;
  readonly #toRead = new Set<string>();
  /** What was told of each run that is shown: which sample, and what is wrong with a later one. */
  readonly #told = new Map<string, string>();
  #shown: readonly string[] = [];
  #isReading = false;
  readonly #seen = new Map<string, SeenSamples>();
  readonly #again: LooksAgain;

  /** @param interval at which they are looked for again, in milliseconds */
  constructor(
    send: (message: SampleMessage) => void,
    lastIterationOf: (directory: string) => number | undefined,
    interval?: number,
  ) {
    this.#send = send;
    this.#lastIterationOf = lastIterationOf;
    this.#again = new LooksAgain(() => this.#lookAgain(), interval);
  }

  /** From now on the samples of these are told, `mostSamples` at most: all of them at once, then each new one. */
  async show(directories: readonly RunKey[]): Promise<void> {
    this.#shown = directories.slice(0, mostSamples);
    this.#told.clear();
    this.#toRead.clear();
    this.#seen.clear();
    if (this.#shown.length > 0) this.#again.start();
    await this.#readSoon(this.#shown);
  }

  dispose(): void {
    this.#shown = [];
    this.#toRead.clear();
    this.#again.dispose();
  }

  /** Where somebody shows samples. */
  async #lookAgain(): Promise<boolean> {
    for (const directory of this.#shown) if (await this.#areOther(directory)) await this.#readSoon([directory]);
    return this.#shown.length > 0;
  }

  /** Whether there may be others than were read; false of a run that was not read yet. */
  async #areOther(directory: string): Promise<boolean> {
    const seen = this.#seen.get(directory);
    if (seen === undefined) return false;
    const { stamp, damaged } = seen;
    if (stamp === undefined || stamp !== (await stampNow(runFiles(directory).samples))) return true;
    return damaged !== undefined && damaged.stamp !== (await stampNow(damaged.file));
  }

  /** There may be another sample of this run. */
  async look(directory: RunKey): Promise<void> {
    if (this.#shown.includes(directory)) await this.#readSoon([directory]);
  }

  async #readSoon(directories: readonly string[]): Promise<void> {
    for (const directory of directories) this.#toRead.add(directory);
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      for (const directory of this.#toRead) {
        this.#toRead.delete(directory);
        this.#tell(await this.#read(directory));
      }
    } finally {
      this.#isReading = false;
    }
  }

  async #read(directory: string): Promise<SampleMessage> {
    const lastIteration = this.#lastIterationOf(directory);
    const message = { kind: 'sample', runKey: directory } as const;
    const { samples } = runFiles(directory);
    // Before they are read: what comes meanwhile makes it another.
    const stamp = await stampNow(samples);
    if (lastIteration === undefined) {
      this.#seen.set(directory, { stamp: undefined, damaged: undefined });
      return { ...message, drawn: null, problem: null };
    }
    try {
      const { drawn, problem } = await readNewestSample(directory, { lastIteration });
      this.#seen.set(directory, { stamp, damaged: problem });
      return { ...message, drawn: drawn ?? null, problem: problem?.notice ?? null };
    } catch (error) {
      this.#seen.set(directory, { stamp: isOfTheSystem(error) ? undefined : stamp, damaged: undefined });
      const problem = { of: 'file', problem: fileProblemOf(samples, error) } as const;
      return { ...message, drawn: null, problem };
    }
  }

  #tell(message: SampleMessage): void {
    const told = JSON.stringify([message.drawn?.iteration, message.problem]);
    if (!this.#shown.includes(message.runKey) || this.#told.get(message.runKey) === told) return;
    this.#told.set(message.runKey, told);
    this.#send(message);
  }
}

/** Undefined where the system does not say. */
async function stampNow(file: string): Promise<string | undefined> {
  return lookAtEntry(file).then(stampOf, () => undefined);
}
