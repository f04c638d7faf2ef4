// Runs that cannot be read: which were never seen whole, or are not any more, and what is wrong with each.

import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import type { UnreadableRun } from './runRecord.ts';

/** A run that cannot be read stays as it was for so many looks at all runs, in case something was just written. */
const mostLooksInVain = 2;

export class UnreadableRuns implements Disposable {
  readonly #onError: (error: unknown) => void;
  readonly #changes: Listeners<readonly UnreadableRun[]>;
  #all: readonly UnreadableRun[] = [];
  /** How often runs that were seen whole were looked at in vain since, by directory. */
  readonly #looksInVain = new Map<string, number>();
  /** Problems that were told, each once until the run is read, by the directory they are about. */
  readonly #problems = new Map<string, string>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
    this.#changes = new Listeners(onError);
  }

  get onDidChange() {
    return this.#changes.listen;
  }

  /** The newest by name first. */
  get all(): readonly UnreadableRun[] {
    return this.#all;
  }

  /**
   * Whether a run that was looked at in vain stays as it was known for another look. One that stays unreadable must not
   * look for ever as if it were at work.
   */
  isGivenTime({ directory, problem }: UnreadableRun, isKnown: boolean): boolean {
    const looks = (this.#looksInVain.get(directory) ?? 0) + 1;
    const isGiven = isKnown && looks <= mostLooksInVain;
    if (isGiven) this.#looksInVain.set(directory, looks);
    else this.#looksInVain.delete(directory);
    this.#tellProblem(directory, problem);
    return isGiven;
  }

  /** The run was read: whatever is wrong with it from now on is told. */
  noteRead(directory: string): void {
    this.#looksInVain.delete(directory);
    this.#problems.delete(directory);
  }

  /** The run stands among the others no more. */
  forget(directory: string): void {
    this.#looksInVain.delete(directory);
  }

  /** What a look at all runs found; tells of it where it is another than before. */
  replace(found: readonly UnreadableRun[]): void {
    const sorted = found.toSorted((a, b) => (a.directory < b.directory ? 1 : -1));
    const isSame = JSON.stringify(sorted) === JSON.stringify(this.#all);
    this.#all = sorted;
    if (!isSame) this.#changes.notify(sorted);
  }

  /** These were seen whole, or are gone, since the last look at all runs began. */
  leaveOut(directories: readonly string[]): void {
    const left = this.#all.filter(({ directory }) => !directories.includes(directory));
    if (left.length < this.#all.length) this.replace(left);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #tellProblem(directory: string, problem: string): void {
    if (this.#problems.get(directory) === problem) return;
    this.#problems.set(directory, problem);
    this.#onError(problem);
  }
}
