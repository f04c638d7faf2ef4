// The experiment that a run carries out, for a page that shows the run: read once, and again while it cannot be read.

import { isDeepStrictEqual } from 'node:util';
import { lookAtEntry, stampOf } from '../../base/boundedFile.ts';
import { fileProblemOf } from '../../runs/fileProblem.ts';
import type { Manifest } from '../../runs/manifest.ts';
import { stampOfDamage } from '../../runs/readExperimentFacts.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import type { RunNotice } from '../../runs/runNotice.ts';
import { isLogState, type RunState } from '../../runs/runState.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { LooksAgain } from '../editor/looksAgain.ts';
import { readExperimentOfRun, type ShownExperiment } from './runReading.ts';

export class FollowedExperiment implements Disposable {
  readonly #directory: string;
  readonly #onOther: () => void;
  readonly #again = new LooksAgain(() => this.#lookAgain());
  #manifest: Manifest | undefined;
  #known: ShownExperiment | undefined;
  #problem: RunNotice | undefined;
  /** Of the files when they were found to be damaged; undefined where they are to be read in any case. */
  #damagedStamp: string | undefined;
  #isFollowed = false;

  /** `onOther` hears, while it is followed, that it can be read, or that something else is wrong with it. */
  constructor(directory: string, onOther: () => void) {
    this.#directory = directory;
    this.#onOther = onOther;
  }

  get known(): ShownExperiment | undefined {
    return this.#known;
  }

  get problem(): RunNotice | undefined {
    return this.#problem;
  }

  /** Before its manifest is read a run has no experiment, and a log of another program never has one. */
  note(manifest: Manifest, state: RunState): void {
    this.#manifest = isLogState(state) ? undefined : manifest;
    // What it says is a part of what has to agree.
    this.#damagedStamp = undefined;
  }

  /** Nothing where it is known. */
  async read(): Promise<void> {
    const manifest = this.#manifest;
    if (manifest === undefined || this.#known !== undefined) return;
    // Before they are read: what is put right meanwhile has another.
    const stamp = await this.#stampNow();
    const found = await this.#readNow(manifest);
    if (this.#known !== undefined) return;
    this.#known = found.experiment;
    this.#problem = found.problem;
    this.#damagedStamp = stampOfDamage(stamp, found.error);
    this.#lookForMended();
  }

  /** From now on it is read again while something is wrong with it. */
  follow(): void {
    this.#isFollowed = true;
    this.#lookForMended();
  }

  /** Until it is followed again. */
  dispose(): void {
    this.#isFollowed = false;
    this.#again.dispose();
  }

  #lookForMended(): void {
    if (this.#isFollowed && this.#problem !== undefined) this.#again.start();
  }

  async #lookAgain(): Promise<boolean> {
    const before = this.#problem;
    if (this.#damagedStamp !== undefined && this.#damagedStamp === (await this.#stampNow())) return true;
    await this.read();
    if (this.#isFollowed && !isDeepStrictEqual(before, this.#problem)) this.#onOther();
    return this.#problem !== undefined;
  }

  async #readNow(manifest: Manifest): Promise<{
    readonly experiment?: ShownExperiment;
    readonly problem?: RunNotice;
    readonly error?: unknown;
  }> {
    try {
      const reading = await readExperimentOfRun(this.#directory, manifest);
      switch (reading.kind) {
        case 'read':
          return { experiment: reading.experiment };
        case 'refused':
          return { problem: { of: 'experiment', text: reading.error.message }, error: reading.error };
        case 'none':
          return {};
      }
    } catch (error) {
      return { problem: { of: 'file', problem: fileProblemOf(runFiles(this.#directory).experiment, error) }, error };
    }
  }

  /** Undefined where the system does not say. */
  async #stampNow(): Promise<string | undefined> {
    const { experiment, source } = runFiles(this.#directory);
    try {
      const found = await Promise.all([lookAtEntry(experiment), lookAtEntry(source)]);
      return found.map(stampOf).join(' ');
    } catch {
      return undefined;
    }
  }
}
