// Folders that cannot be looked at just now, those of runs and those of logs: what is wrong with each, until it is well
// again.

import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';

export class FolderProblems implements Disposable {
  readonly #onError: (error: unknown) => void;
  readonly #changes: Listeners<readonly string[]>;
  readonly #problems = new Map<unknown, string>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
    this.#changes = new Listeners(onError);
  }

  /** Tells all of them whenever they change. */
  get onDidChange() {
    return this.#changes.listen;
  }

  /** Each a sentence or more that names the folder, the oldest first. */
  get all(): readonly string[] {
    return [...this.#problems.values()];
  }

  /** However often it is met, it is told once. @param about a folder, or what names folders */
  tell(about: unknown, problem: string): void {
    if (this.#problems.get(about) === problem) return;
    this.#problems.set(about, problem);
    this.#onError(problem);
    this.#changes.notify(this.all);
  }

  /** It is well, or nobody looks at it any more. */
  forget(about: unknown): void {
    if (this.#problems.delete(about)) this.#changes.notify(this.all);
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
