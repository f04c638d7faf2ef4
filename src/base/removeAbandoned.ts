// Clearing away what processes left behind that were killed while they made something, and what was kept for nobody:
// what bears a name of our own making, and nobody has touched for some time.

import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from './boundedFile.ts';
import { chooseEntries } from './folderNames.ts';
import { inPassing } from './systemErrors.ts';

const hour = 3_600_000;

export interface Leftovers {
  /** Matches the names that are ours: anything else is somebody's, whatever it is called. */
  readonly name: RegExp;
  /** Whether the entry is what it should be under such a name. */
  readonly isOurs: (entry: Stats, place: string) => boolean | Promise<boolean>;
  /** So many are removed in one go. */
  readonly most: number;
  /**
   * Nobody has touched them for so long, by the machine's clock and by the drive's; by default an hour, since making anything
   * takes far less.
   */
  readonly afterMilliseconds?: number;
}

/** Removes them from `folder`; of a link, the link alone. What the system does not allow to be removed stays. */
export function removeAbandoned(
  folder: string,
  { name, isOurs, most, afterMilliseconds = hour }: Leftovers,
): Promise<void> {
  return inPassing(async () => {
    const { names } = await chooseEntries(folder, { rankOf: (entry) => (name.test(entry) ? 0 : undefined), most });
    let onDrive: number | undefined;
    for (const left of names.map((entry) => path.join(folder, entry))) {
      await inPassing(async () => {
        const found = await lookAtEntry(left);
        if (found === undefined || Date.now() - found.mtimeMs <= afterMilliseconds) return;
        // A drive whose clock is behind the machine's dates back what is being made.
        onDrive ??= await timeOnDrive(folder);
        if (onDrive - found.mtimeMs <= afterMilliseconds) return;
        if (await isOurs(found, left)) await rm(left, { recursive: true, force: true });
      });
    }
  });
}

/**
 * The time that the drive gives to what is made in `folder` now, in milliseconds since 1970: shares and sticks have clocks of
 * their own. Makes a file for that, and removes it. @throws the system's error where that cannot be
 */
async function timeOnDrive(folder: string): Promise<number> {
  const probe = path.join(folder, `.time.${randomUUID()}.tmp`);
  const file = await open(probe, 'wx');
  try {
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
    await rm(probe, { force: true });
  }
}
