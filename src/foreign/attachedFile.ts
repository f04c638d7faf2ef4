// AttachedFile: what a small file says that stands beside a log's figures, read again whenever it was changed.

import type { Stats } from 'node:fs';
import { lookAtEntry, readSeen, stampOf } from '../base/boundedFile.ts';
import type { HearEvents } from '../runs/eventUpdate.ts';
import { fileProblemOf } from '../runs/fileProblem.ts';
import type { ToldProblems } from './toldProblems.ts';

interface FileReading<Content> {
  /** Of a longer file nothing is read. */
  readonly mostBytes: number;
  readonly parse: (bytes: Uint8Array) => Content | Promise<Content>;
  /** Stands for the content where there is no such file, which is no problem. */
  readonly none: Content;
  /** What is wrong with parts that were left out. */
  readonly problemOf?: (content: Content) => string | undefined;
}

export class AttachedFile<Content> {
  readonly #file: string;
  readonly #reading: FileReading<Content>;
  readonly #problems: ToldProblems;
  /** Whether its folder's list had it as a file, right before it is opened for the first time. */
  #isListed: boolean;
  /** Undefined: to be read, and told of, whatever it is like. */
  #stamp: string | undefined;
  #timesCleared = 0;
  content: Content;
  /** Seconds since 1970; undefined where there is no file. */
  changedAt: number | undefined;

  /** @param isListed whether its folder's list has it as a regular file, and it is looked at next */
  constructor(file: string, reading: FileReading<Content>, problems: ToldProblems, isListed = false) {
    this.#file = file;
    this.#reading = reading;
    this.#problems = problems;
    this.#isListed = isListed;
    this.content = reading.none;
  }

  /** Never rejects: what cannot be read is told once, and leaves the content as it was. */
  async look(hear: HearEvents): Promise<void> {
    if (this.#timesCleared !== this.#problems.timesCleared) this.#stamp = undefined;
    this.#timesCleared = this.#problems.timesCleared;
    const { none, mostBytes, parse, problemOf = () => undefined } = this.#reading;
    const isListed = this.#isListed;
    this.#isListed = false;
    try {
      const seen = isListed ? 'listedAsFile' : await lookAtEntry(this.#file);
      if (seen !== 'listedAsFile' && stampOf(seen) === this.#stamp) return;
      if (seen !== 'listedAsFile') this.#note(seen);
      if (seen === undefined) this.content = none;
      else {
        const { bytes, found } = await readSeen(this.#file, mostBytes, seen);
        this.#note(found);
        this.content = await parse(bytes);
      }
      const problem = problemOf(this.content);
      const told = problem === undefined ? undefined : fileProblemOf(this.#file, new Error(problem));
      this.#problems.tell(this.#file, told, hear);
    } catch (error) {
      this.#problems.tell(this.#file, fileProblemOf(this.#file, error), hear);
    }
  }

  #note(found: Stats | undefined): void {
    this.#stamp = stampOf(found);
    this.changedAt = found && found.mtimeMs / 1000;
  }
}
