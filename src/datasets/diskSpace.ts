// Whether the disk has room for a data set, before anything is written.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../base/formatMemory.ts';
import type { Dataset } from './dataset.ts';
import { DatasetError } from './datasetError.ts';
import { dataVariable } from './datasetFolder.ts';
import type { Machine } from './machine.ts';

/** A file takes whole blocks; those of common file systems have this size. */
const blockBytes = 4096;

/** Bytes that the downloads and the unpacked files of a data set will take in all. */
function spaceNeeded({ files, unpacked }: Dataset): number {
  const downloads = files.reduce((sum, { size }) => sum + size.bytes, 0);
  return downloads + unpacked.bytes + (unpacked.files * blockBytes) / 2;
}

/** @throws {DatasetError} where `folder`, which must exist, has no room for what is still to be written */
export async function requireSpace(
  dataset: Dataset,
  folder: string,
  downloads: string,
  machine: Machine,
): Promise<void> {
  const free = await machine.freeBytes(folder);
  const needed = spaceNeeded(dataset) - (await bytesIn(downloads));
  if (free === undefined || free >= needed) return;
  throw new DatasetError(
    `${dataset.title} needs ${formatBytes(needed)} in ${folder}, but its disk has only ${formatBytes(free)} free. ` +
      `Free some space, or name a folder on another disk in ${dataVariable}.`,
  );
}

/** Bytes of the files directly in a folder. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
