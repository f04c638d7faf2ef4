// What a run takes on the disk.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { chooseEntries } from '../base/folderNames.ts';

/** A run's own folders lie one in another, `checkpoints/1200/`, and no deeper. */
const deepest = 3;
/** Of one folder: a run with more than these has other troubles. */
const mostEntries = 10_000;

/**
 * The lengths of all files in a run directory, in bytes; where links lead is not counted. Of what cannot be read, or lies
 * deeper than any file of ours, nothing is known and nothing counted.
 */
export async function diskUseOf(directory: string): Promise<number> {
  return sizeOfFolder(directory, deepest);
}

/** As `diskUseOf`, of a folder in which ours lie so many deep. */
export async function sizeOfFolder(folder: string, depth: number): Promise<number> {
  const kinds = new Map<string, Dirent>();
  const rankOf = (name: string, entry: Dirent) => {
    if (entry.isSymbolicLink()) return undefined;
    kinds.set(name, entry);
    return 0;
  };
  const { names } = await chooseEntries(folder, { rankOf, most: mostEntries }).catch(() => ({ names: [] }));
  let bytes = 0;
  for (const name of names) {
    const inFolder = path.join(folder, name);
    if (kinds.get(name)?.isDirectory() === true) bytes += depth > 1 ? await sizeOfFolder(inFolder, depth - 1) : 0;
    else bytes += (await lookAtEntry(inFolder).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
