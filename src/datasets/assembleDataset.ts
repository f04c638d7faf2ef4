// Makes the folder of a data set out of its downloaded files: put in place or unpacked, checked, with their sums and a
// receipt.

import { copyFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { breachOf } from './contentRules.ts';
import type { Dataset, DatasetFile } from './dataset.ts';
import { DatasetError } from './datasetError.ts';
import { type ReceivedFile, writeReceipt } from './receipt.ts';
import { formatSums, type SummedFile, sumFile, sumsName } from './sums.ts';
import { unpackZip } from './unpack/unpackZip.ts';

/** A downloaded file, and where it lies. */
export interface ObtainedFile {
  readonly file: DatasetFile;
  /** Absolute. */
  readonly path: string;
  readonly received: ReceivedFile;
}

export interface Assembly {
  readonly dataset: Dataset;
  readonly obtained: readonly ObtainedFile[];
  /** An empty folder, absolute. */
  readonly folder: string;
  /** Files below this folder may be removed when they prove to be wrong. */
  readonly downloads: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AssemblyProgress) => void;
}

export type AssemblyProgress =
  /** Files of `total` that are unpacked. */
  | { readonly kind: 'unpacking'; readonly file: DatasetFile; readonly done: number; readonly total: number }
  | { readonly kind: 'checking' };

export interface Assembled {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Fills the folder. Rejects with the signal's reason when it aborts.
 * @throws {DatasetError} where the files are not those of the data set; downloads that only their contents could prove
 * are removed then
 * @throws the system's error where the disk cannot be written
 */
export async function assembleDataset(assembly: Assembly): Promise<Assembled> {
  const { dataset, obtained, folder, signal } = assembly;
  try {
    const files = await placeFiles(assembly);
    await requireContents(files, assembly);
    signal.throwIfAborted();
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    await writeFile(path.join(folder, sumsName), formatSums(files));
    await writeReceipt(folder, {
      formatVersion: 1,
      id: dataset.id,
      gotAt: new Date().toISOString(),
      downloads: obtained.map(({ received }) => received),
      files: files.length,
      bytes,
    });
    return { files: files.length, bytes };
  } catch (error) {
    if (error instanceof DatasetError) await removeUnproven(assembly);
    throw error;
  }
}

/** Puts every file where it belongs, and gives the sums of all files that are there then. */
async function placeFiles({ dataset, obtained, folder, signal, onProgress }: Assembly): Promise<SummedFile[]> {
  const limits = { entries: 4 * dataset.unpacked.files + 1000, bytes: 4 * dataset.unpacked.bytes };
  const files: SummedFile[] = [];
  for (const { file, path: place } of obtained) {
    signal.throwIfAborted();
    switch (file.placement.kind) {
      case 'keep': {
        const copy = path.join(folder, file.name);
        await copyFile(place, copy);
        files.push({ path: file.name, ...(await sumFile(copy, signal)) });
        break;
      }
      case 'unzip': {
        const { strip, below } = file.placement;
        const report = (done: number, total: number) => onProgress({ kind: 'unpacking', file, done, total });
        files.push(...(await unpackZip({ zip: place, folder, strip, below, limits, signal, onProgress: report })));
      }
    }
  }
  return files;
}

async function requireContents(
  files: readonly SummedFile[],
  { dataset, folder, signal, onProgress }: Assembly,
): Promise<void> {
  signal.throwIfAborted();
  onProgress({ kind: 'checking' });
  for (const rule of dataset.contents) {
    const breach = await breachOf(rule, folder, files, signal);
    if (breach !== undefined)
      throw new DatasetError(`What was got is not ${dataset.title}: ${breach} Get it again, or from somewhere else.`);
  }
}

async function removeUnproven({ obtained, downloads }: Assembly): Promise<void> {
  for (const { file, path: place } of obtained) {
    if (file.checksum.kind === 'contents' && path.dirname(place) === downloads) await rm(place, { force: true });
  }
}
