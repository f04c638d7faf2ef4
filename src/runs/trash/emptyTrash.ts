// Emptying the trash of a runs folder: what it holds is gone for good.

import { rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { chooseNames } from '../../base/folderNames.ts';
import { inPassing, isSystemError } from '../../base/systemErrors.ts';
import { listTrash, type TrashedRun, timeOfEntry, trashFolderOf } from './trash.ts';

const millisecondsOfDay = 86_400_000;
/** Ends the name of an entry that is being removed: one whose remover died is no run any more. */
const removing = '.removing';
const mostRemoved = 10_000;

export interface EmptiedTrash {
  readonly removed: readonly TrashedRun[];
  /** Those that the system does not allow to be removed, with what it said. */
  readonly kept: readonly { readonly run: TrashedRun; readonly error: Error }[];
}

/**
 * Removes these runs from the trash, or all of it. Of a link, the link alone; what somebody else put there stays.
 * @throws {RefusedFileError} where the trash is a link or no folder
 */
export async function emptyTrash(runsFolder: string, runs?: readonly TrashedRun[]): Promise<EmptiedTrash> {
  const removed: TrashedRun[] = [];
  const kept: { run: TrashedRun; error: Error }[] = [];
  for (const run of runs ?? (await listTrash(runsFolder))) {
    try {
      // It vanishes at once: nobody restores half of a run.
      const aside = `${run.entry}${removing}`;
      await rename(run.entry, aside);
      await removeAll(aside);
      removed.push(run);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'ENOENT') kept.push({ run, error });
    }
  }
  await removeRests(runsFolder);
  return { removed, kept };
}

/**
 * Removes what was deleted more than so many days ago. Both the entry's name and the file system have to say so: a clock
 * that was wrong, or a copy of the folder, loses nothing.
 */
export async function emptyOldTrash(runsFolder: string, days: number, now = Date.now()): Promise<EmptiedTrash> {
  const before = now - days * millisecondsOfDay;
  const old: TrashedRun[] = [];
  for (const run of await listTrash(runsFolder)) {
    if (run.deletedAt >= before) continue;
    const found = await lookAtEntry(run.entry);
    if (found !== undefined && found.mtimeMs < before) old.push(run);
  }
  return old.length === 0 ? { removed: [], kept: [] } : emptyTrash(runsFolder, old);
}

/** What removers left that died, and the trash itself where nothing is left in it. */
function removeRests(runsFolder: string): Promise<void> {
  return inPassing(async () => {
    const trash = trashFolderOf(runsFolder);
    const { names } = await chooseNames(trash, {
      rankOf: (name, entry) => (entry.isDirectory() && isBeingRemoved(name) ? 0 : undefined),
      most: mostRemoved,
    });
    for (const name of names) await inPassing(() => removeAll(path.join(trash, name)));
    await rmdir(trash);
  });
}

function isBeingRemoved(name: string): boolean {
  return name.endsWith(removing) && timeOfEntry(name.slice(0, -removing.length)) !== undefined;
}

/** A file that a scanner has open is free again in a moment. */
function removeAll(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
