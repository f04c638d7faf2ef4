// Follows a run's checkpoints for whoever looks at the run again and again: tells that they are others, and what is wrong
// with them until it is put right.

import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import { WorkRest } from '../base/workRest.ts';
import { CheckpointCheck } from './checkpointCheck.ts';
import { fileProblemOf } from './fileProblem.ts';
import type { Manifest } from './manifest.ts';
import { runFiles } from './runDirectory.ts';
import type { RunNotice } from './runNotice.ts';

interface HearCheckpoints {
  /** Some came or went, or they can be listed again. */
  readonly onOthers: () => void;
  /** Without a notice: that nothing is wrong there any more. */
  readonly tellProblem: (file: string, notice: RunNotice | undefined) => void;
}

export class FollowedCheckpoints {
  readonly #folder: string;
  readonly #check: CheckpointCheck;
  readonly #hear: HearCheckpoints;
  /** Of the folder; undefined before the first look. */
  #stamp: string | undefined;
  /** What the last check was of; undefined where there is to be another. */
  #checked: string | undefined;
  #hasFailed = false;
  /** Folders of checkpoints that are told to be damaged. */
  #damaged: readonly string[] = [];
  #isChecking = false;
  /** From looking whether something was put right. */
  readonly #rest = new WorkRest();

  constructor(directory: string, hear: HearCheckpoints) {
    this.#folder = runFiles(directory).checkpoints;
    this.#check = new CheckpointCheck(directory);
    this.#hear = hear;
  }

  /** The next look tells everything again. */
  beginAgain(): void {
    this.#checked = undefined;
  }

  /** Changes whenever one comes or goes; to be taken before the manifest is told, which makes others list them. */
  async stampNow(): Promise<string> {
    return stampOf(await lookAtEntry(this.#folder).catch(() => undefined));
  }

  /**
   * Waits for nothing: the sums of large checkpoints take seconds. One check at a time, whenever there is another one,
   * and of what is wrong again and again.
   */
  look(owner: Manifest, stamp: string, signal: AbortSignal): void {
    if (this.#stamp !== undefined && stamp !== this.#stamp) this.#hear.onOthers();
    this.#stamp = stamp;
    const now = `${owner.checkpointIteration} ${stamp}`;
    const isOther = now !== this.#checked;
    const isWrong = this.#hasFailed || this.#damaged.length > 0;
    if (this.#isChecking || (!isOther && (!isWrong || !this.#rest.isOver))) return;
    this.#checked = now;
    this.#isChecking = true;
    void this.#checkAll(owner, isOther, signal);
  }

  async #checkAll(owner: Manifest, isOther: boolean, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    try {
      if (isOther || this.#hasFailed || (await this.#check.isAnyMended())) await this.#tellAll(owner, signal);
    } catch (error) {
      if (!signal.aborted) {
        this.#hasFailed = true;
        this.#hear.tellProblem(this.#folder, { of: 'file', problem: fileProblemOf(this.#folder, error) });
      }
    } finally {
      this.#rest.begin(startedAt);
      this.#isChecking = false;
    }
  }

  async #tellAll(owner: Manifest, signal: AbortSignal): Promise<void> {
    const problems = await this.#check.look(owner, signal);
    if (signal.aborted) return;
    if (this.#hasFailed) this.#hear.onOthers();
    this.#hasFailed = false;
    this.#hear.tellProblem(this.#folder, undefined);
    for (const folder of this.#damaged) if (!problems.has(folder)) this.#hear.tellProblem(folder, undefined);
    for (const [folder, notice] of problems) this.#hear.tellProblem(folder, notice);
    this.#damaged = [...problems.keys()];
  }
}
