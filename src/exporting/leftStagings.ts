// What an export that was killed leaves beside its target or within it, which the next one to the same place clears away:
// the name of what is made says which process makes it.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { chooseEntries } from '../base/folderNames.ts';
import { hasEnded, ownMark, shapeOfMark } from '../base/processIdentity.ts';
import { inPassing } from '../base/systemErrors.ts';

const ending = '.tmp';
const stagingName = RegExp(`^(${shapeOfMark.source})-[0-9a-f]{8}\\${ending}$`);
/** So many are cleared away in one go. */
const mostCleared = 100;

/** For what the calling process makes now, after a name that says for what. */
export function newStagingName(): string {
  return `${ownMark()}-${randomBytes(4).toString('hex')}${ending}`;
}

/** What `place`, which ends in such a name, is called where nobody may clear it away. */
export function keptName(place: string): string {
  return `${place.slice(0, -ending.length)}.kept`;
}

/**
 * Removes what exports to `target` left that have ended without clearing up after themselves. What is of a process that
 * lives or is not known here, or is no such file or folder, stays; so does what the system does not let go.
 */
export async function clearKilled(target: string, what: 'file' | 'folder'): Promise<void> {
  await clearIn(path.dirname(target), `${path.basename(target)}.`, what);
  // No link is looked through.
  if (what === 'folder' && (await lookAtEntry(target))?.isDirectory()) await clearIn(target, '.export.', what);
}

async function clearIn(folder: string, prefix: string, what: 'file' | 'folder'): Promise<void> {
  const markIn = (name: string) =>
    name.startsWith(prefix) ? stagingName.exec(name.slice(prefix.length))?.[1] : undefined;
  await inPassing(async () => {
    const rankOf = (name: string) => (markIn(name) === undefined ? undefined : 0);
    for (const name of (await chooseEntries(folder, { rankOf, most: mostCleared })).names)
      await inPassing(async () => {
        if (!(await hasEnded(markIn(name) ?? ''))) return;
        const found = await lookAtEntry(path.join(folder, name));
        const isOurs = what === 'file' ? found?.isFile() : found?.isDirectory();
        if (isOurs) await rm(path.join(folder, name), { recursive: true, force: true });
      });
  });
}
