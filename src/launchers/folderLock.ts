// A lock on a runs folder, so that two windows do not start runs from one queue at the same time.

import path from 'node:path';
import { beat, isBeatingLockAbandoned } from '../base/locks/beatingLock.ts';
import { type HeldLock, newOwner } from '../base/locks/lockFile.ts';
import { type LockVerdict, takeLock } from '../base/locks/takeLock.ts';
import { Stillness } from '../base/stillness.ts';
import { LaunchError } from './launcher.ts';

/** Folders are asked for again and again, and nobody waits for their locks: how still they stand is kept meanwhile. */
const stillness = new Stillness();

/**
 * Runs `action` alone among all processes that lock `runsFolder`, which must exist. Gives undefined, without running
 * it, while another holds the lock.
 * @throws {RefusedFileError} where the lock is none that such a process makes
 * @throws {LaunchError} where too many died while they took it over
 */
export async function withFolderLock<T>(runsFolder: string, action: () => Promise<T>): Promise<T | undefined> {
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
        return await action();
      } finally {
        await end();
      }
    }
  }
}
