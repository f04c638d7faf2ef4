// RunHold: the right to write into a run directory. Whatever writes there is given one, and looks before each write
// whether it still holds.

import { lstatSync } from 'node:fs';
import { type LockOwner, newOwner, releaseLock, tokenInLock } from '../base/locks/lockFile.ts';
import { placeOf } from './processPlace.ts';
import { runFiles } from './runDirectory.ts';

/** Another process works on the run. */
export class RunLockedError extends Error {
  override readonly name: string = 'RunLockedError';
}

/** Another process has taken the run over while this one was frozen or cut off: from here on nothing may be written. */
export class LockLostError extends RunLockedError {
  override readonly name = 'LockLostError';

  constructor(directory: string) {
    super(`Another process has taken ${directory} over. This one has ended, and has written nothing since.`);
  }
}

export class RunHold {
  readonly directory: string;
  /** What this process wrote into the lock. */
  readonly owner: LockOwner;

  /** `isBrief`: to write a word, not to train. It holds only once its owner is in the lock; see `lockRun`. */
  constructor(directory: string, { isBrief }: { readonly isBrief: boolean }) {
    this.directory = directory;
    const place = placeOf(directory);
    this.owner = { ...newOwner({ isBrief }), ...(place !== undefined && { place }) };
  }

  /**
   * To be called right before each write, with nothing awaited in between: a process may be frozen for minutes at any
   * point.
   * @throws {LockLostError} when somebody else has the lock, or nobody; the system's error when it cannot be looked at
   */
  assertHeld(): void {
    if (!this.#isHeld()) throw new LockLostError(this.directory);
  }

  /** Whether it is certain that nothing may be written any more. */
  isLost(): boolean {
    try {
      return !this.#isHeld();
    } catch {
      return false;
    }
  }

  /**
   * A run directory that was deleted took its lock along and is nobody else's: what is written there fails by itself.
   */
  #isHeld(): boolean {
    const { lock, manifest } = runFiles(this.directory);
    return tokenInLock(lock) === this.owner.token || !isThere(manifest);
  }

  /** Gives the lock back; one that was lost stays with whoever has it. */
  async release(): Promise<void> {
    releaseLock(runFiles(this.directory).lock, this.owner);
  }
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
