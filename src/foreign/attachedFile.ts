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
  #stamp = '';
  content: Content;
  /** Seconds since 1970; undefined where there is no file. */
  changedAt: number | undefined;

  /** @param none stands for the content where there is no such file, which is no problem */
  constructor(file: string, readContent: (file: string) => Promise<Content>, none: Content, problems: ToldProblems) {
    this.#file = file;
    this.#readContent = readContent;
    this.#none = none;
    this.#problems = problems;
    this.content = none;
  }

  /** Never rejects: what cannot be read is told once, and leaves the content as it was. True where it is another. */
  async look(hear: HearEvents): Promise<boolean> {
    try {
      const found = await lookAtEntry(this.#file);
      const stamp = stampOf(found);
      if (stamp === this.#stamp && !this.#problems.has(this.#file)) return false;
      this.content = found === undefined ? this.#none : await this.#readContent(this.#file);
      this.#stamp = stamp;
      this.changedAt = found && found.mtimeMs / 1000;
      this.#problems.tell(this.#file, undefined, hear);
      return true;
    } catch (error) {
      this.#problems.tell(this.#file, fileProblemOf(this.#file, error), hear);
      return false;
    }
  }
}
