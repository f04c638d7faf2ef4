// Verifies a data set that is there: every file against the sum that was taken when it was got, and the sums against
// the catalogue.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { breachOf } from './contentRules.ts';
import type { Dataset } from './dataset.ts';
import { datasetFolder } from './datasetFolder.ts';
import { readReceipt } from './receipt.ts';
import { parseSums, type SummedFile, sumFile, sumsName } from './sums.ts';

interface DamagedFile {
  /** Below the data set's folder, with `/`. */
  readonly path: string;
  readonly damage: 'missing' | 'changed' | 'unreadable';
}

export type Verification =
  | { readonly kind: 'absent'; readonly folder: string }
  | { readonly kind: 'good'; readonly folder: string; readonly files: number; readonly bytes: number }
  /** Sentences on what is wrong apart from single files are in `problems`. */
  | {
      readonly kind: 'damaged';
      readonly folder: string;
      readonly files: readonly DamagedFile[];
      readonly problems: readonly string[];
    };

export interface VerifyRequest {
  readonly dataset: Dataset;
  readonly signal: AbortSignal;
  /** Files that have been read. */
  readonly onProgress: (done: number, total: number) => void;
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
}

/** Files that are read at a time. */
const together = 8;

/** Reads every file. Rejects with the signal's reason when it aborts. */
export async function verifyDataset(request: VerifyRequest): Promise<Verification> {
  const { dataset, signal, onProgress, environment } = request;
  const folder = datasetFolder(dataset.id, environment);
  const receipt = await readReceipt(folder, dataset.id);
  if (receipt === undefined) return { kind: 'absent', folder };
  const sums = parseSums(await readFile(path.join(folder, sumsName), 'utf8').catch(() => ''));
  if (sums === undefined || sums.length !== receipt.files) {
    return {
      kind: 'damaged',
      folder,
      files: [{ path: sumsName, damage: sums === undefined ? 'missing' : 'changed' }],
      problems: [],
    };
  }
  const damaged: DamagedFile[] = [];
  const good: SummedFile[] = [];
  for (let first = 0; first < sums.length; first += together) {
    signal.throwIfAborted();
    const batch = sums.slice(first, first + together);
    for (const found of await Promise.all(batch.map((sum) => examine(sum, folder, signal)))) {
      if ('damage' in found) damaged.push(found);
      else good.push(found);
    }
    onProgress(first + batch.length, sums.length);
  }
  if (damaged.length > 0) return { kind: 'damaged', folder, files: damaged, problems: [] };
  const problems = [...wrongSumsOf(dataset, good), ...(await breachesOf(dataset, folder, good, signal))];
  if (problems.length > 0) return { kind: 'damaged', folder, files: [], problems };
  return { kind: 'good', folder, files: good.length, bytes: good.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function examine(
  { path: name, sha256 }: Pick<SummedFile, 'path' | 'sha256'>,
  folder: string,
  signal: AbortSignal,
): Promise<SummedFile | DamagedFile> {
  try {
    const found = await sumFile(path.join(folder, ...name.split('/')), signal);
    return found.sha256 === sha256 ? { path: name, ...found } : { path: name, damage: 'changed' };
  } catch (error) {
    signal.throwIfAborted();
    return { path: name, damage: hasCode(error, 'ENOENT') ? 'missing' : 'unreadable' };
  }
}

/** Files that are kept as they were downloaded have the catalogue's own sum. */
function wrongSumsOf({ files }: Dataset, found: readonly SummedFile[]): string[] {
  return files.flatMap(({ name, placement, checksum }) => {
    if (placement.kind !== 'keep' || checksum.kind !== 'sha256') return [];
    const file = found.find(({ path }) => path === name);
    return file?.sha256 === checksum.value ? [] : [`${name} is not the file that the catalogue names.`];
  });
}

async function breachesOf(
  dataset: Dataset,
  folder: string,
  found: readonly SummedFile[],
  signal: AbortSignal,
): Promise<string[]> {
  const problems: string[] = [];
  for (const rule of dataset.contents) {
    const breach = await breachOf(rule, folder, found, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return `${messageOf(error)}.`;
    });
    if (breach !== undefined) problems.push(breach);
  }
  return problems;
}
