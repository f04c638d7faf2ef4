// The splits that what a run begins with was trained on: that of the run whose parameters they are, and those of the
// runs that this one began with in turn. Each lies in the folder `initialization` of the one that came after it.

import { mkdir } from 'node:fs/promises';
import { isPlainFolder } from '../base/plainFolder.ts';
import { copyIfThere } from './copyCheckpoint.ts';
import { runFiles } from './runDirectory.ts';
import { readSplitRecord, type SplitRecord } from './splitRecord.ts';

/** More runs than begin one after another. */
const mostGenerations = 16;

/**
 * Copies the split of a run, and those that it began with, into the folder `initialization` of another one.
 * @param from the run, or the folder `initialization` of one
 */
export async function copyEarlierSplits(from: string, to: string): Promise<void> {
  let [own, copy] = [from, to];
  for (let generation = 0; ; ) {
    await copyIfThere(runFiles(own).split, runFiles(copy).split);
    own = runFiles(own).initialization;
    copy = runFiles(copy).initialization;
    if (++generation === mostGenerations || !(await isPlainFolder(own).catch(() => false))) return;
    await mkdir(copy);
  }
}

/** Those that are known, the newest first. What cannot be read is as good as none. */
export async function readEarlierSplits(directory: string): Promise<readonly (SplitRecord & { generation: number })[]> {
  const records: (SplitRecord & { generation: number })[] = [];
  let place = directory;
  for (let generation = 1; generation <= mostGenerations; generation++) {
    place = runFiles(place).initialization;
    if (!(await isPlainFolder(place).catch(() => false))) break;
    const found = await readSplitRecord(place);
    if (found.kind === 'found') records.push({ ...found.record, generation });
  }
  return records;
}
