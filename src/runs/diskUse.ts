// What a run takes on the disk.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { visitEntries } from '../base/folderNames.ts';
import { mapInTurns } from '../base/mapInTurns.ts';

/** A run's own folders lie one in another, `checkpoints/1200/`, and no deeper. */
const deepest = 3;
/** So many names are in memory, of each folder in another. */
const stretch = 512;
const lookedAtAtOnce = 4;

/**
 * The lengths of all files in a run directory, in bytes; where links lead is not counted. Of what cannot be read, or lies
 * deeper than any file of ours, nothing is known and nothing counted.
 */
export async function diskUseOf(directory: string): Promise<number> {
  return sizeOfFolder(directory, deepest);
}

/** As `diskUseOf`, of a folder in which ours lie so many deep. */
export async function sizeOfFolder(folder: string, depth: number): Promise<number> {
  let sum = 0;
  await visitSizes(folder, depth, (_, bytes) => {
    sum += bytes;
  });
  return sum;
}

/**
 * Tells of each file and each folder in `folder`, in no order and however many there are, what it takes in bytes, as
 * `sizeOfFolder` counts.
 */
export async function visitSizes(
  folder: string,
  depth: number,
  tell: (name: string, bytes: number) => void,
): Promise<void> {
  let waiting: string[] = [];
  const lookAtAll = async () => {
    const names = waiting;
    waiting = [];
    await mapInTurns(names, lookedAtAtOnce, async (name) => tell(name, await lengthOf(path.join(folder, name))));
  };
  const visit = async ({ name }: Dirent, isFolder: boolean) => {
    // One after another: each is open while what lies in it is counted.
    if (isFolder) tell(name, depth > 1 ? await sizeOfFolder(path.join(folder, name), depth - 1) : 0);
    else if (waiting.push(name) === stretch) await lookAtAll();
  };
  await visitEntries(folder, (entry) => (entry.isSymbolicLink() ? undefined : visit(entry, entry.isDirectory()))).catch(
    () => undefined,
  );
  await lookAtAll();
}

async function lengthOf(file: string): Promise<number> {
  return (await lookAtEntry(file).catch(() => undefined))?.size ?? 0;
}
