// What cleaning up several runs comes to, added up for whoever is told before it happens.

import { isPlainFolder } from '../../base/plainFolder.ts';
import { sizeOfFolder } from '../diskUse.ts';
import { cacheFolderOf } from '../runDirectory.ts';
import { trashFolderOf } from '../trash/trash.ts';
import { addUse, type DiskUse, noUse } from './diskUseByKind.ts';
import type { CleanUpPlan, Superfluous } from './planCleanUp.ts';

export interface CleanUpTotals {
  readonly runs: number;
  readonly use: DiskUse;
  readonly checkpoints: Freed;
  readonly samples: Freed;
}

interface Freed {
  readonly count: number;
  readonly bytes: number;
}

export function totalsOf(plans: readonly CleanUpPlan[]): CleanUpTotals {
  return {
    runs: plans.length,
    use: plans.reduce((sum, { use }) => addUse(sum, use), noUse),
    checkpoints: freedBy(plans.flatMap(({ checkpoints }) => checkpoints)),
    samples: freedBy(plans.flatMap(({ samples }) => samples)),
  };
}

function freedBy(superfluous: readonly Superfluous[]): Freed {
  return { count: superfluous.length, bytes: superfluous.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Whether there is nothing to free. */
export function isClean({ checkpoints, samples }: Pick<CleanUpTotals, 'checkpoints' | 'samples'>): boolean {
  return checkpoints.count + samples.count === 0;
}

/** What lies beside the runs of a folder, in bytes. */
export interface UseBeside {
  /** Decoded data. */
  readonly cache: number;
  /** Deleted runs. */
  readonly trash: number;
}

/** A trashed run lies two folders deeper than its own files. */
const deepest = { cache: 3, trash: 5 };

/** Of a link in the place of one nothing is counted, wherever it leads. */
export async function useBeside(runsFolder: string): Promise<UseBeside> {
  return {
    cache: await sizeOfPlain(cacheFolderOf(runsFolder), deepest.cache),
    trash: await sizeOfPlain(trashFolderOf(runsFolder), deepest.trash),
  };
}

async function sizeOfPlain(folder: string, depth: number): Promise<number> {
  return (await isPlainFolder(folder).catch(() => false)) ? sizeOfFolder(folder, depth) : 0;
}
