// The newest samples of the runs that a compare page shows side by side, and of no others: each may take megabytes.

import { type CompareHostMessage, mostSamples } from '../../panel/compareMessages.ts';
import type { RunKey } from '../../panel/panelMessages.ts';
import { fileProblemOf } from '../../runs/fileProblem.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { readNewestSample } from '../../runs/samples.ts';

type SampleMessage = Extract<CompareHostMessage, { kind: 'sample' }>;

export class SamplesBeside {
  readonly #send: (message: SampleMessage) => void;
  /** A sample of a later iteration than this is not the run's; undefined of a run that nobody knows any more. */
  readonly #lastIterationOf: (directory: string) => number | undefined;
  readonly #toRead = new Set<string>();
  /** What was told of each run that is shown: which sample, and what is wrong with a later one. */
  readonly #told = new Map<string, string>();
  #shown: readonly string[] = [];
  #isReading = false;

  constructor(send: (message: SampleMessage) => void, lastIterationOf: (directory: string) => number | undefined) {
    this.#send = send;
    this.#lastIterationOf = lastIterationOf;
  }

  /** From now on the samples of these are told, `mostSamples` at most: all of them at once, then each new one. */
  async show(directories: readonly RunKey[]): Promise<void> {
    this.#shown = directories.slice(0, mostSamples);
    this.#told.clear();
    this.#toRead.clear();
    await this.#readSoon(this.#shown);
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
    if (lastIteration === undefined) return { ...message, drawn: null, problem: null };
    try {
      const { drawn, problem } = await readNewestSample(directory, { lastIteration });
      return { ...message, drawn: drawn ?? null, problem: problem?.notice ?? null };
    } catch (error) {
      const problem = { of: 'file', problem: fileProblemOf(runFiles(directory).samples, error) } as const;
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
