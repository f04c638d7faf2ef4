// ToldProblems: what of a log's files cannot be read, told once for each reason, and that a file can be read again.

import type { HearEvents } from '../runs/eventUpdate.ts';
import type { FileProblem } from '../runs/fileProblem.ts';

export class ToldProblems {
  readonly #told = new Map<string, string>();

  /** How often what was told ceased to count. */
  timesCleared = 0;

  /** What was told does not count any more. */
  clear(): void {
    this.#told.clear();
    this.timesCleared++;
  }

  /** Without a problem: that the file can be read again. */
  tell(file: string, problem: FileProblem | undefined, hear: HearEvents): void {
    const told = problem === undefined ? undefined : JSON.stringify(problem);
    if (this.#told.get(file) === told) return;
    if (told === undefined) this.#told.delete(file);
    else this.#told.set(file, told);
    hear([
      problem === undefined
        ? { kind: 'readable', file }
        : { kind: 'unreadable', file, notice: { of: 'file', problem } },
    ]);
  }
}
