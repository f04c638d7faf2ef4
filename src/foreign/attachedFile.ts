// AttachedFile: what a small file says that stands beside a log's figures, read again whenever it was changed.

import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import type { HearEvents } from '../runs/eventUpdate.ts';
import { fileProblemOf } from '../runs/fileProblem.ts';
import type { ToldProblems } from './toldProblems.ts';

export class AttachedFile<Content> {
  readonly #file: string;
  readonly #readContent: (file: string) => Promise<Content>;
  readonly #none: Content;
  readonly #problems: ToldProblems;
  readonly #problemOf: (content: Content) => Error | undefined;
  /** Undefined: to be read, and told of, whatever it is like. */
  #stamp: string | undefined;
  #timesCleared = 0;
  content: Content;
  /** Seconds since 1970; undefined where there is no file. */
  changedAt: number | undefined;

  /**
   * @param none stands for the content where there is no such file, which is no problem
   * @param problemOf what is wrong with parts that were left out
   */
  constructor(
    file: string,
    readContent: (file: string) => Promise<Content>,
    none: Content,
    problems: ToldProblems,
    problemOf: (content: Content) => Error | undefined = () => undefined,
  ) {
    this.#file = file;
    this.#readContent = readContent;
    this.#none = none;
    this.#problems = problems;
    this.#problemOf = problemOf;
    this.content = none;
  }

  /** Never rejects: what cannot be read is told once, and leaves the content as it was. */
  async look(hear: HearEvents): Promise<void> {
    if (this.#timesCleared !== this.#problems.timesCleared) this.#stamp = undefined;
    this.#timesCleared = this.#problems.timesCleared;
    try {
      const found = await lookAtEntry(this.#file);
      const stamp = stampOf(found);
      if (stamp === this.#stamp) return;
      this.#stamp = stamp;
      this.changedAt = found && found.mtimeMs / 1000;
      this.content = found === undefined ? this.#none : await this.#readContent(this.#file);
      const problem = this.#problemOf(this.content);
      this.#problems.tell(this.#file, problem && fileProblemOf(this.#file, problem), hear);
    } catch (error) {
      this.#problems.tell(this.#file, fileProblemOf(this.#file, error), hear);
    }
  }
}
