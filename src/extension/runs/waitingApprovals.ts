// Which queued runs, and which that are to go on by successive halving, wait for the person's word, because nobody knows
// that this user queued or made them on this machine.

import type { LaunchOutcome } from '../../launchers/launcher.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import type { RunIndex } from './runIndex.ts';

export class WaitingApprovals implements Disposable {
  readonly #index: RunIndex;
  readonly #changes: Listeners<readonly string[]>;
  #directories: ReadonlySet<string> = new Set();
  readonly #beingMade = new Set<string>();

  constructor(index: RunIndex, onError: (error: unknown) => void) {
    this.#index = index;
    this.#changes = new Listeners(onError);
  }

  /** Tells the directories of runs that began, or ceased, to wait for approval. */
  get onDidChange() {
    return this.#changes.listen;
  }

  has(directory: string): boolean {
    return this.#directories.has(directory) && this.#index.get(directory)?.state === 'queued';
  }

  /** The same also of an ended run that is to go on. */
  awaits(directory: string): boolean {
    return this.has(directory) || this.isToGoOn(directory);
  }

  isToGoOn(directory: string): boolean {
    const run = this.#index.get(directory);
    return this.#directories.has(directory) && run?.state === 'completed' && run.manifest.promotedAs === null;
  }

  get areAny(): boolean {
    return [...this.#directories].some((directory) => this.awaits(directory));
  }

  /** Takes note of what the launcher found; of runs that it did not look at, what was known stays known. */
  note(outcomes: readonly LaunchOutcome[]): void {
    const next = new Set([...this.#directories].filter((directory) => this.awaits(directory)));
    for (const { kind, directory } of outcomes) {
      if (kind === 'unapproved' && !this.#beingMade.has(directory)) next.add(directory);
      else next.delete(directory);
    }
    this.#replace(next);
  }

  /**
   * Asks nobody about runs that are being made here, of which the queue is told when all of them are: gives what `made`
   * is called with for each, and `ended` when the queue was told, or will not be.
   */
  beginMaking(): { readonly made: (directory: string) => void; readonly ended: () => void } {
    const own = new Set<string>();
    return {
      made: (directory) => {
        own.add(directory);
        this.#beingMade.add(directory);
        if (this.#directories.has(directory))
          this.#replace(new Set([...this.#directories].filter((other) => other !== directory)));
      },
      ended: () => {
        for (const directory of own) this.#beingMade.delete(directory);
      },
    };
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #replace(next: ReadonlySet<string>): void {
    const changed = [...new Set([...this.#directories, ...next])].filter(
      (directory) => this.#directories.has(directory) !== next.has(directory),
    );
    this.#directories = next;
    if (changed.length > 0) this.#changes.notify(changed);
  }
}
