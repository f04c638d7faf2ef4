// FolderPulse: looks at folders whenever the file system says that something changed, and now and then in any case.

import { type FSWatcher, watch } from 'node:fs';

/** Changes come in bursts; a look waits this long for the rest of one. */
const gatherMilliseconds = 10;

/**
 * Calls `look` at once, then soon after a change in one of `folders`, and at least every `interval` milliseconds, never
 * twice at a time. A folder that cannot be watched (network drives, exhausted watches) is looked at by the interval
 * alone.
 */
export class FolderPulse {
  readonly #look: () => Promise<void>;
  readonly #interval: number;
  readonly #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isLookWanted = false;
  #isAwake = false;
  isDisposed = false;

  constructor(folders: readonly string[], interval: number, look: () => Promise<void>) {
    this.#look = look;
    this.#interval = interval;
    for (const folder of folders) this.#watch(folder);
    this.#schedule(0);
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#wake());
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // The interval alone serves.
    }
  }

  #wake(): void {
    if (this.isDisposed) return;
    if (this.#isLooking) {
      this.#isLookWanted = true;
    } else if (!this.#isAwake) {
      this.#isAwake = true;
      this.#schedule(gatherMilliseconds);
    }
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lookNow(), wait);
  }

  async #lookNow(): Promise<void> {
    this.#isLooking = true;
    this.#isLookWanted = false;
    this.#isAwake = false;
    try {
      await this.#look();
    } finally {
      this.#isLooking = false;
      if (!this.isDisposed) this.#schedule(this.#isLookWanted ? gatherMilliseconds : this.#interval);
    }
  }
}
