// Makes the runs of a sweep, which belong to one group and wait in the queue.

import { randomBytes } from 'node:crypto';
import { slugOf } from '../../runs/createRun.ts';
import { compactTime } from '../../runs/runDirectory.ts';
import { localLauncher, type RunGroup } from '../../runs/runOrigin.ts';
import { makeRun, type RunMaker } from '../prepareSubmission.ts';
import type { ReadySweep } from './prepareSweep.ts';

export interface MadeSweep {
  readonly group: RunGroup;
  /** Absolute, in the order in which they are to start. */
  readonly directories: readonly string[];
}

/**
 * Makes the run directories, one after another, so that their age is their order. They wait until a launcher is told of
 * them. `onMade` hears, after each, of all that are made.
 * @throws the signal's reason where it aborts, and the system's error; what was made by then stays, and waits for the
 * person's word
 */
export async function makeSweep(
  { name, plan, runs }: ReadySweep,
  maker: Omit<RunMaker, 'launcher' | 'group'>,
  { onMade = () => {}, signal }: { readonly onMade?: (made: MadeSweep) => void; readonly signal?: AbortSignal } = {},
): Promise<MadeSweep> {
  const id = `${compactTime(new Date())}-${slugOf(name)}-sweep-${randomBytes(2).toString('hex')}`;
  const { halving } = plan;
  const rule = halving && { halving: { ...halving, rungs: [...halving.rungs] } };
  const group: RunGroup = { id, name: name.slice(0, 200), varies: [...plan.varies], ...rule };
  const directories: string[] = [];
  for (const run of runs) {
    signal?.throwIfAborted();
    directories.push(await makeRun(run, { ...maker, launcher: localLauncher, group }));
    onMade({ group, directories });
  }
  return { group, directories };
}
