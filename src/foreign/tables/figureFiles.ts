// FigureFiles: the figures of growing text files, a line for each step, told once each, and all of them anew where one of the
// files is another than before.

import { createBreather } from '../../base/breather.ts';
import type { HearEvents } from '../../runs/eventUpdate.ts';
import { FigureBatch } from '../../runs/figureBatch.ts';
import { fileProblemOf } from '../../runs/fileProblem.ts';
import type { ToldProblems } from '../toldProblems.ts';
import { LineTail } from './lineTail.ts';

/** Whoever hears of them takes a few milliseconds. */
const mostFiguresAtOnce = 8192;
/** Short lines that are taken in before the clock is looked at. */
const linesAtOnce = 32;
const longLine = 4096;
/** Of one file, beside its path and what reads it. */
const bytesOfFollowed = 200;

/** What the lines of one file say, from its first one on. */
export interface LineFigures {
  add(line: string, figures: FigureBatch): void;
  /** What of the lines so far is not what it should be; undefined while all are right. */
  readonly oddColumn: string | undefined;
  /** What they keep in memory, about. */
  readonly bytesHeld: number;
}

/** A file to be followed. */
export interface FigureFile {
  /** What reads its lines from its beginning on. */
  readonly begin: () => LineFigures;
  /** Whether its folder's list has it as a regular file right now. */
  readonly isListed: boolean;
}

interface FollowedFile {
  readonly begin: () => LineFigures;
  readonly tail: LineTail;
  lines: LineFigures;
  hasTold: boolean;
}

export class FigureFiles {
  readonly #problems: ToldProblems;
  readonly #headBytes: number | undefined;
  #files = new Map<string, FollowedFile>();
  #isRestartDue = false;
  /** Seconds since 1970; undefined where there is no file. */
  filesChangedAt: number | undefined;

  constructor(problems: ToldProblems, headBytes?: number) {
    this.#problems = problems;
    this.#headBytes = headBytes;
  }

  /** What the files take in memory that are followed, about, whether they have figures or not. */
  get bytesHeld(): number {
    let bytes = 0;
    for (const { tail, lines } of this.#files.values()) bytes += bytesOfFollowed + tail.bytesHeld + lines.bytesHeld;
    return bytes;
  }

  /** The next call tells everything from the beginning. */
  restart(): void {
    this.#isRestartDue = true;
  }

  /**
   * Tells what came since the last call. `files`: all that there are, by their absolute paths. Never rejects.
   */
  async read(files: ReadonlyMap<string, FigureFile>, hear: HearEvents, signal: AbortSignal | undefined): Promise<void> {
    this.#noteFiles(files);
    // One that is written anew and anew is left to the next call.
    for (let round = 0; round < 2; round++) {
      if (this.#isRestartDue) this.#restartNow(hear);
      let changed: number | undefined;
      for (const [file, followed] of this.#files) {
        if (signal?.aborted === true) return;
        const at = await this.#readOne(file, followed, hear, signal);
        if (at !== undefined && (changed === undefined || at > changed)) changed = at;
        if (this.#isRestartDue) break;
      }
      if (!this.#isRestartDue) {
        this.filesChangedAt = changed === undefined ? undefined : changed / 1000;
        return;
      }
    }
  }

  #noteFiles(files: ReadonlyMap<string, FigureFile>): void {
    for (const [file, { hasTold }] of this.#files) if (hasTold && !files.has(file)) this.#isRestartDue = true;
    const followed = new Map<string, FollowedFile>();
    for (const [file, { begin, isListed }] of files) {
      const known = this.#files.get(file);
      const tail = known?.tail ?? new LineTail(file, this.#headBytes, isListed);
      followed.set(file, known ?? { begin, tail, lines: begin(), hasTold: false });
    }
    this.#files = followed;
  }

  #restartNow(hear: HearEvents): void {
    this.#isRestartDue = false;
    this.#problems.clear();
    for (const followed of this.#files.values()) {
      followed.tail.restart();
      followed.hasTold = false;
    }
    hear([{ kind: 'restarted' }]);
  }

  async #readOne(
    file: string,
    followed: FollowedFile,
    hear: HearEvents,
    signal: AbortSignal | undefined,
  ): Promise<number | undefined> {
    try {
      const changed = await followed.tail.read(async (lines, isAnew) => {
        signal?.throwIfAborted();
        if (isAnew && followed.hasTold) this.#isRestartDue = true;
        if (this.#isRestartDue) return;
        if (isAnew) followed.lines = followed.begin();
        await takeLines(lines, followed, hear);
      });
      const { oddColumn } = followed.lines;
      const odd = { code: 'oddValue', file, where: oddColumn ?? '' } as const;
      this.#problems.tell(file, oddColumn === undefined ? undefined : odd, hear);
      return changed;
    } catch (error) {
      if (signal?.aborted !== true) this.#problems.tell(file, fileProblemOf(file, error), hear);
      return undefined;
    }
  }
}

/** In turns: a stretch is thousands of rows, or one of thousands of cells each. */
async function takeLines(lines: readonly string[], followed: FollowedFile, hear: HearEvents): Promise<void> {
  const breathe = createBreather();
  let figures = new FigureBatch();
  const tell = () => {
    if (figures.length === 0) return;
    followed.hasTold = true;
    hear([{ kind: 'figures', figures }]);
    figures = new FigureBatch();
  };
  for (const [place, line] of lines.entries()) {
    followed.lines.add(line, figures);
    if (figures.length >= mostFiguresAtOnce) tell();
    if (line.length > longLine || place % linesAtOnce === 0) await breathe();
  }
  tell();
}
