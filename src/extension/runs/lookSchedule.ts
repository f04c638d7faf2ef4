// When a window looks at its runs: at all of them one look after another, and beside those, since they take seconds where
// there are many, at runs that are at work and at runs that are said to have changed.

import type { Disposable } from '../editor/disposableStore.ts';

/** What comes with several changes of a folder is looked at together, after so many milliseconds. */
const gatherMilliseconds = 30;
/** After a look that failed, in milliseconds. */
const restAfterFailure = 2000;

export interface ScheduledLooks {
  /** Looks at all runs; gives how long to rest until the next such look, in milliseconds. */
  readonly atAll: () => Promise<number>;
  /** Looks at runs that have not ended; gives how long to rest, too. */
  readonly atLive: () => Promise<number>;
  readonly areAnyLive: () => boolean;
  readonly atThese: (directories: ReadonlySet<string>) => Promise<void>;
}

export class LookSchedule implements Disposable {
  readonly #looks: ScheduledLooks;
  readonly #onError: (error: unknown) => void;
  #lookAtAll: Promise<void> = Promise.resolve();
  /** Asked for, and not begun. */
  #nextLookAtAll: Promise<void> | undefined;
  #allTimer: NodeJS.Timeout | undefined;
  #liveTimer: NodeJS.Timeout | undefined;
  #restOfLive: number;
  /** Runs that may have changed, and are looked at soon. */
  #suspects = new Set<string>();
  #suspectsTimer: NodeJS.Timeout | undefined;
  readonly #underWay = new Set<ReadonlySet<string>>();
  #isDisposed = false;

  /** @param restOfLive before the first look at live runs, in milliseconds */
  constructor(looks: ScheduledLooks, restOfLive: number, onError: (error: unknown) => void) {
    this.#looks = looks;
    this.#restOfLive = restOfLive;
    this.#onError = onError;
  }

  /** Whether somebody said that the run changed, and no look that began since has ended. */
  isTold(directory: string): boolean {
    return this.#suspects.has(directory) || [...this.#underWay].some((directories) => directories.has(directory));
  }

  /** A look that begins from now on; several who ask meanwhile share one. */
  lookAtAll(): Promise<void> {
    this.#nextLookAtAll ??= this.#lookAtAll.then(() => {
      this.#nextLookAtAll = undefined;
      this.#lookAtAll = this.#lookAtAllNow();
      return this.#lookAtAll;
    });
    return this.#nextLookAtAll;
  }

  lookAtAllSoon(): void {
    this.#lookAtAllLater(gatherMilliseconds);
  }

  lookSoon(directory: string): void {
    this.#suspects.add(directory);
    this.#suspectsTimer ??= setTimeout(() => {
      this.#suspectsTimer = undefined;
      const suspects = this.#suspects;
      this.#suspects = new Set();
      void this.lookAtThese(suspects);
    }, gatherMilliseconds).unref();
  }

  async lookAtThese(directories: ReadonlySet<string>): Promise<void> {
    if (this.#isDisposed) return;
    this.#underWay.add(directories);
    await this.#looks.atThese(directories).catch(this.#onError);
    this.#underWay.delete(directories);
    this.#lookAtLiveLater();
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const timer of [this.#allTimer, this.#liveTimer, this.#suspectsTimer]) clearTimeout(timer);
  }

  async #lookAtAllNow(): Promise<void> {
    if (this.#isDisposed) return;
    clearTimeout(this.#allTimer);
    const rest = await this.#looks.atAll().catch((error: unknown) => {
      this.#onError(error);
      return restAfterFailure;
    });
    this.#lookAtAllLater(rest);
    this.#lookAtLiveLater();
  }

  #lookAtAllLater(milliseconds: number): void {
    clearTimeout(this.#allTimer);
    if (this.#isDisposed) return;
    this.#allTimer = setTimeout(() => void this.lookAtAll(), milliseconds).unref();
  }

  /** Where it is not going to anyway. */
  #lookAtLiveLater(): void {
    if (this.#isDisposed || this.#liveTimer !== undefined || !this.#looks.areAnyLive()) return;
    this.#liveTimer = setTimeout(() => void this.#lookAtLive(), this.#restOfLive).unref();
  }

  async #lookAtLive(): Promise<void> {
    try {
      this.#restOfLive = await this.#looks.atLive();
    } catch (error) {
      this.#onError(error);
      this.#restOfLive = restAfterFailure;
    }
    this.#liveTimer = undefined;
    this.#lookAtLiveLater();
  }
}
