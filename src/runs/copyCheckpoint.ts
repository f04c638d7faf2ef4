// Copies of another run's files, into the folder of a run that is being made.

import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { copyPlainFile } from '../base/copyPlainFile.ts';
import { isPlainFolder } from '../base/plainFolder.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeNew } from '../base/writeAtomically.ts';
import {
  type CheckpointFile,
  type CheckpointOwner,
  countParameters,
  describeCheckpoint,
  floatFiles,
  isSummed,
  mostFloatBytes,
  sumsFile,
} from './checkpoints.ts';
import { earlierFolders, runFiles } from './runDirectory.ts';
import { verifyCheckpoint } from './verifyCheckpoint.ts';

const mostSmallFileBytes = 2 ** 27;

/**
 * A checkpoint with its sums, byte for byte.
 * @param mostParameters that its model can have
 * @throws Error where it holds more; as `describeCheckpoint` does; the system's error
 */
export async function copyCheckpoint(from: string, to: string, mostParameters: number): Promise<void> {
  const { sums, description } = await describeCheckpoint(from);
  const count = countParameters(description);
  if (count > mostParameters)
    throw new Error(`${from} holds ${count} parameters, and this run has ${mostParameters} at most.`);
  await mkdir(to);
  await copySummed(from, to, [...floatFiles, 'state.json'], sums);
  await writeNew(path.join(to, sumsFile), sums);
}

/** All are opened at once: a trainer at work may remove the folder while the first is copied. */
async function copySummed(from: string, to: string, names: readonly CheckpointFile[], sums: string): Promise<void> {
  const copies = names
    .filter((name) => isSummed(name, sums))
    .map((name) => copyPlainFile(path.join(from, name), path.join(to, name), mostFloatBytes));
  await Promise.allSettled(copies);
  await Promise.all(copies);
}

/**
 * A good checkpoint of `owner`'s as one of the run `id`, in little memory. A failure leaves nothing in its place.
 * @param to must not exist yet; ends in the checkpoint's meta-iteration
 * @throws as `verifyCheckpoint` does; the system's error
 */
export async function copyCheckpointAs(from: string, to: string, owner: CheckpointOwner, id: string): Promise<void> {
  await verifyCheckpoint(from, owner, {});
  const { sums, description } = await describeCheckpoint(from, owner);
  const state = `${JSON.stringify({ ...description, run: id }, null, 2)}\n`;
  const kept = sums.split('\n').filter((line) => floatFiles.some((name) => line.endsWith(`  ${name}`)));
  const own = [...kept, `${createHash('sha256').update(state).digest('hex')}  state.json`, ''].join('\n');
  await mkdir(to);
  try {
    await copySummed(from, to, floatFiles, sums);
    await writeNew(path.join(to, 'state.json'), state, { durable: true });
    await writeNew(path.join(to, sumsFile), own, { durable: true });
    // What lies there may have changed since.
    await verifyCheckpoint(to, { ...owner, id }, {});
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw error;
  }
}

/** Anything else, of 128 MiB at most. @throws as `copyPlainFile` does, but for what is missing */
export async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyPlainFile(from, to, mostSmallFileBytes);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/**
 * Copies the split of a run, and those of the runs that it began with, into the folder of one that begins with it.
 * @param from the run, or the folder `initialization` of one
 * @param to the run that is being made, whose folder `initialization` is there
 */
export async function copyEarlierSplits(from: string, to: string): Promise<void> {
  const sources = [from, ...earlierFolders(from)];
  for (const [generation, copy] of earlierFolders(to).entries()) {
    const source = sources[generation];
    if (source === undefined || !(await isPlainFolder(source).catch(() => false))) return;
    if (generation > 0) await mkdir(copy);
    await copyIfThere(runFiles(source).split, runFiles(copy).split);
  }
}
