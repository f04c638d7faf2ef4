// Gets a data set: its files, checked, unpacked and checked again, in a folder that appears when it is whole.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolderWithParents } from '../base/parentFolders.ts';
import { inPassing } from '../base/systemErrors.ts';
import { type AssemblyProgress, assembleDataset, type ObtainedFile } from './assembleDataset.ts';
import type { Dataset, DatasetFile, DatasetId } from './dataset.ts';
import { DatasetError } from './datasetError.ts';
import { dataFolder } from './datasetFolder.ts';
import { withDatasetLock } from './datasetLock.ts';
import { requireSpace } from './diskSpace.ts';
import { type DownloadPolicy, type DownloadProgress, usualPolicy } from './download/download.ts';
import { type ByHand, explainError, explainMissing } from './explainFailure.ts';
import { foreignFilesIn } from './foreignFiles.ts';
import { type Machine, thisMachine } from './machine.ts';
import { obtainFile } from './obtainFile.ts';
import { readReceipt } from './receipt.ts';
import { bringBack, replaceFolder } from './replaceFolder.ts';

export interface GetRequest {
  readonly dataset: Dataset;
  /** A folder with the files, fetched by a person; nothing is downloaded then. */
  readonly from?: string | undefined;
  /** Gets the data set even where it is there, and puts the new one in its place. */
  readonly again?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: GetProgress) => void;
  readonly machine?: Machine;
  readonly policy?: DownloadPolicy;
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
}

export type GetProgress =
  /** Another process gets the same data set; this one waits for it. */
  | { readonly kind: 'queueing' }
  | { readonly kind: 'downloading'; readonly file: DatasetFile; readonly progress: DownloadProgress }
  | AssemblyProgress;

export type GetOutcome =
  | { readonly kind: 'got'; readonly folder: string; readonly files: number; readonly bytes: number }
  | { readonly kind: 'there'; readonly folder: string }
  /** What was downloaded is kept, and continued the next time. */
  | { readonly kind: 'cancelled' }
  /** `message` says what happened, why and what to do. */
  | { readonly kind: 'failed'; readonly message: string; readonly byHand: ByHand | undefined };

interface Places {
  readonly root: string;
  /** The data set's own folder. */
  readonly target: string;
  readonly downloads: string;
}

type LockedRequest = GetRequest & { readonly machine: Machine };

/** Of several processes that ask for the same data set one does the work, and the others wait for it. */
export async function getDataset(request: GetRequest): Promise<GetOutcome> {
  const { dataset, signal, onProgress, machine = thisMachine } = request;
  const root = dataFolder(request.environment);
  const places = { root, target: path.join(root, dataset.id), downloads: path.join(root, 'downloads', dataset.id) };
  const onWait = () => onProgress({ kind: 'queueing' });
  try {
    if (await isDone(request, places)) return { kind: 'there', folder: places.target };
    await makeFolderWithParents(places.downloads);
    return await withDatasetLock(
      { lock: `${places.downloads}.lock`, clock: machine.clock, signal, onWait },
      async (held) => {
        await bringBack(places.target, { clock: machine.clock, signal: held });
        if (await isDone(request, places)) return { kind: 'there', folder: places.target };
        return getAlone({ ...request, machine, signal: held }, places);
      },
    );
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    return { kind: 'failed', message: explainError(error, dataset, root), byHand: undefined };
  }
}

async function isDone({ dataset, again }: GetRequest, { target }: Places): Promise<boolean> {
  return again !== true && (await readReceipt(target, dataset.id)) !== undefined;
}

async function getAlone(request: LockedRequest, places: Places): Promise<GetOutcome> {
  const { dataset, machine, signal, onProgress } = request;
  const { root, target, downloads } = places;
  // Another process that had the lock before may have tidied up.
  await makeFolderWithParents(downloads);
  await requireReplaceable(target);
  await removeLeftovers(root, dataset.id);
  await requireSpace(dataset, root, downloads, machine);
  const obtained = await obtainFiles(request, downloads);
  if (obtained.kind === 'failed') return obtained;

  const folder = await mkdtemp(path.join(root, unfinishedName(dataset.id)));
  try {
    const assembled = await assembleDataset({
      dataset,
      obtained: obtained.files,
      folder,
      downloads,
      signal,
      onProgress,
    });
    await replaceFolder(target, folder, { clock: machine.clock, signal });
    await rm(downloads, { recursive: true, force: true, maxRetries: 5 });
    return { kind: 'got', folder: target, ...assembled };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Obtained =
  | { readonly kind: 'obtained'; readonly files: readonly ObtainedFile[] }
  | Extract<GetOutcome, { kind: 'failed' }>;

async function obtainFiles(request: LockedRequest, downloads: string): Promise<Obtained> {
  const { dataset, machine, signal, onProgress, policy = usualPolicy } = request;
  const from = request.from === undefined ? undefined : path.resolve(request.from);
  const files: ObtainedFile[] = [];
  const reasons: string[] = [];
  for (const file of dataset.files) {
    signal.throwIfAborted();
    const report = (progress: DownloadProgress) => onProgress({ kind: 'downloading', file, progress });
    const obtained = await obtainFile(file, { downloads, from, machine, policy, signal, onProgress: report });
    if (obtained.kind === 'obtained') files.push({ ...obtained, file });
    else reasons.push(`${file.name}: ${obtained.reason}`);
    // One that cannot be downloaded is enough to fail; of a person's files all that are missing are named.
    if (obtained.kind === 'missing' && from === undefined) break;
  }
  if (reasons.length === 0) return { kind: 'obtained', files };
  const missing = dataset.files.filter((file) => files.every((obtained) => obtained.file !== file));
  const byHand = { files: missing, folder: from ?? downloads };
  return { kind: 'failed', message: explainMissing(dataset, reasons, from), byHand };
}

/** @throws {DatasetError} where there is something that getting the data set would destroy */
async function requireReplaceable(target: string): Promise<void> {
  const foreign = await foreignFilesIn(target);
  const [first] = foreign;
  if (first === undefined) return;
  throw new DatasetError(
    `${target} holds ${foreign.length === 1 ? 'a file' : `${foreign.length} files`} that Reptile Lab did not put there, for instance ` +
      `${first}. Move what you want to keep to another place, remove the folder, and repeat the command.`,
  );
}

function unfinishedName(id: DatasetId): string {
  return `.unfinished-${id}-`;
}

/** Removes what a process left behind that was killed. The lock is held: nobody is at work on it. */
async function removeLeftovers(root: string, id: DatasetId): Promise<void> {
  for (const name of await readdir(root)) {
    if (name.startsWith(unfinishedName(id)))
      await inPassing(() => rm(path.join(root, name), { recursive: true, force: true, maxRetries: 5 }));
  }
}
