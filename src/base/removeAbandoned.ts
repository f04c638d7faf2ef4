// Clearing away what processes left behind that were killed while they made something: what bears a name of our own
// making, and nobody has touched for an hour.

import type { Stats } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from './boundedFile.ts';
import { chooseEntries } from './folderNames.ts';

/** Making anything takes far less. */
const abandonedAfterMilliseconds = 3_600_000;

export interface Leftovers {
  /** Matches the names that are ours: anything else is somebody's, whatever it is called. */
  readonly name: RegExp;
  /** Whether the entry is what it should be under such a name. */
  readonly isOurs: (entry: Stats) => boolean;
  /** So many are removed in one go. */
  readonly most: number;
}

/** Removes them from `folder`; of a link, the link alone. Rejects with the system's error when one cannot be removed. */
export async function removeAbandoned(folder: string, { name, isOurs, most }: Leftovers): Promise<void> {
  const { names } = await chooseEntries(folder, { rankOf: (entry) => (name.test(entry) ? 0 : undefined), most });
  for (const left of names.map((entry) => path.join(folder, entry))) {
    const found = await lookAtEntry(left).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMilliseconds;
    if (isOld && isOurs(found)) await rm(left, { recursive: true, force: true });
  }
}
