// Looks at one file again and again, never through a link in its place, and tells when it is another.

import { lookAtEntry, stampOf } from '../../base/boundedFile.ts';
import type { Disposable } from './disposableStore.ts';

export class EntryWatch implements Disposable {
  readonly #file: string;
  readonly #interval: number;
  readonly #mayLook: () => Promise<unknown>;
  readonly #onChange: () => void;
  /** Undefined before the first look. */
  #stamp: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  /**
   * @param interval milliseconds between one look and the next
   * @param mayLook asked before each look, which is left out where it rejects
   */
  constructor(file: string, interval: number, mayLook: () => Promise<unknown>, onChange: () => void) {
    this.#file = file;
    this.#interval = interval;
    this.#mayLook = mayLook;
    this.#onChange = onChange;
    void this.#look();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      await this.#mayLook();
      const stamp = this.#isDisposed ? this.#stamp : stampOf(await lookAtEntry(this.#file));
      const isAnother = this.#stamp !== undefined && stamp !== this.#stamp;
      this.#stamp = stamp;
      if (isAnother && !this.#isDisposed) this.#onChange();
    } catch {
      // Whoever opens the file is told why it cannot be looked at.
    }
    if (this.#isDisposed) return;
    this.#timer = setTimeout(() => void this.#look(), this.#interval);
    this.#timer.unref();
  }
}
