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

/**
 * Another process has taken the run over while this one was frozen or cut off, or somebody removed the lock: from here on
 * nothing may be written.
 */
export class LockLostError extends RunLockedError {
  override readonly name = 'LockLostError';
  /** Just now. One that has ended since has left no lock, either. */
  readonly isHeldByAnother: boolean;

  constructor(directory: string, { isHeldByAnother }: { readonly isHeldByAnother: boolean }) {
    const what = isHeldByAnother
      ? `Another process has taken ${directory} over.`
      : `${runFiles(directory).lock} is gone or damaged: somebody removed or changed it, or another process took the run over and has ended.`;
    super(`${what} This one has ended, and has written nothing since.`);
    this.isHeldByAnother = isHeldByAnother;
  }
}

/** What those ask who remove of a run what nobody needs. */
export type RunGuard = Pick<RunHold, 'directory' | 'assertHeld'>;

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
    const loss = this.#findLoss();
    if (loss !== undefined) throw loss;
  }

  /** Whether it is certain that nothing may be written any more. */
  isLost(): boolean {
    return this.loss() !== undefined;
  }

  /** What `assertHeld` throws; undefined where it is not certain that nothing may be written any more. */
  loss(): LockLostError | undefined {
    try {
      return this.#findLoss();
    } catch {
      return undefined;
    }
  }

  /**
   * A run directory that was deleted took its lock along and is nobody else's: what is written there fails by itself.
   */
  #findLoss(): LockLostError | undefined {
    const { lock, manifest } = runFiles(this.directory);
    const token = tokenInLock(lock);
    if (token === this.owner.token || !isThere(manifest)) return undefined;
    return new LockLostError(this.directory, { isHeldByAnother: token !== undefined });
  }

  /** Gives the lock back; one that was lost stays with whoever has it. */
  async release(): Promise<void> {
    releaseLock(runFiles(this.directory).lock, this.owner);
  }
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
