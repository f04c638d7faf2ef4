// ToldProblems: what of a log's files cannot be read, told once for each reason, and that a file can be read again.

import type { HearEvents } from '../runs/eventUpdate.ts';
import type { FileProblem } from '../runs/fileProblem.ts';

/** Of one, beside its letters: whoever hears of it keeps it, too. */
const bytesOfProblem = 300;

export class ToldProblems {
  readonly #told = new Map<string, string>();

  /** What those take that count, about, with whoever was told of them. */
  bytesHeld = 0;

  /** How often what was told ceased to count. */
  timesCleared = 0;

  /** What was told does not count any more. */
  clear(): void {
    this.#told.clear();
    this.bytesHeld = 0;
    this.timesCleared++;
  }

  /** Without a problem: that the file can be read again. */
  tell(file: string, problem: FileProblem | undefined, hear: HearEvents): void {
    const told = problem === undefined ? undefined : JSON.stringify(problem);
    const before = this.#told.get(file);
    if (before === told) return;
    this.bytesHeld += bytesOf(file, told) - bytesOf(file, before);
    if (told === undefined) this.#told.delete(file);
    else this.#told.set(file, told);
    hear([
      problem === undefined
        ? { kind: 'readable', file }
        : { kind: 'unreadable', file, notice: { of: 'file', problem } },
    ]);
  }
}

function bytesOf(file: string, told: string | undefined): number {
  return told === undefined ? 0 : bytesOfProblem + 2 * (file.length + told.length);
}
