// A lock on a runs folder, so that two windows do not start runs from one queue at the same time.

import path from 'node:path';
import { beat, isBeatingLockAbandoned } from '../base/locks/beatingLock.ts';
import { type HeldLock, type LockOwner, newOwner, tokenInLock } from '../base/locks/lockFile.ts';
import { type LockVerdict, takeLock } from '../base/locks/takeLock.ts';
import { Stillness } from '../base/stillness.ts';
import { LaunchError } from './launcher.ts';

/** Folders are asked for again and again, and nobody waits for their locks: how still they stand is kept meanwhile. */
const stillness = new Stillness();

/** Another process has taken the folder's queue over while this one was frozen: what this one had decided is void. */
export class FolderLockLostError extends LaunchError {
  override readonly name = 'FolderLockLostError';

  constructor(runsFolder: string) {
    super(
      `This process was frozen, or cut off from the drive, and the queue of ${runsFolder} was taken over by another one. ` +
        'Nothing was started since. Look at the queue, and repeat what is missing.',
    );
  }
}

/** The right to decide on the runs of a folder. */
export interface FolderHold {
  /**
   * To be called right before each step that must be taken once, with nothing awaited in between: a process may be frozen
   * for minutes at any point.
   * @throws {FolderLockLostError} where somebody else has the lock, or nobody; the system's error where it cannot be
   * looked at
   */
  readonly assertHeld: () => void;
  /** Whether it is certain that nothing may be decided any more. */
  readonly isLost: () => boolean;
}

/**
 * Runs `action` alone among all processes that lock `runsFolder`, which must exist. Gives undefined, without running
 * it, while another holds the lock. An `action` that goes on for long asks the hold that it is given.
 * @throws {RefusedFileError} where the lock is none that such a process makes
 * @throws {LaunchError} where too many died while they took it over
 */
export async function withFolderLock<T>(
  runsFolder: string,
  action: (hold: FolderHold) => Promise<T>,
): Promise<T | undefined> {
  const lock = path.join(path.resolve(runsFolder), '.launching');
  const owner = newOwner({ isBrief: false });
  const judge = async (found: HeldLock): Promise<LockVerdict> =>
    (await isBeatingLockAbandoned(lock, found, stillness)) ? 'abandoned' : 'leave';
  switch (await takeLock(lock, owner, judge)) {
    case 'left':
      return undefined;
    case 'stuck':
      throw new LaunchError(
        `Windows that started the runs in ${runsFolder} died one after another. Remove its files .launching*, then try again.`,
      );
    case 'taken': {
      const end = beat(lock, owner);
      try {
        return await action(holdOf(runsFolder, lock, owner));
      } finally {
        await end();
      }
    }
  }
}

function holdOf(runsFolder: string, lock: string, { token }: LockOwner): FolderHold {
  const isHeld = () => tokenInLock(lock) === token;
  return {
    assertHeld: () => {
      if (!isHeld()) throw new FolderLockLostError(runsFolder);
    },
    isLost: () => {
      try {
        return !isHeld();
      } catch {
        return false;
      }
    },
  };
}
