// Paces that were measured on this machine, kept for the user, so that the same experiment need not be measured twice.

import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { readBoundedText } from '../../base/boundedFile.ts';
import { makeFolderWithParents } from '../../base/parentFolders.ts';
import { inPassing } from '../../base/systemErrors.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type CalibrationOptions, calibrate } from './calibrate.ts';
import { type KnownPace, shapeOf, workOf } from './forecastSweep.ts';

const seconds = z.number().positive();
const bytes = z.number().nonnegative();
const keptSchema = z.object({
  start: seconds,
  metaIteration: seconds,
  evaluatedTask: seconds,
  memory: z.object({ learner: bytes, shared: bytes, copied: bytes }),
});
const longestKept = 1000;

/** So many kinds of runs are measured for one sweep; others are judged by those. */
const mostMeasured = 4;

export interface PaceOptions extends CalibrationOptions {
  /** See `base/userFolder.ts`. */
  readonly userFolder: string;
  /** Of Reptile Lab. */
  readonly version: string;
  /** Hears that something is measured, which takes some seconds. */
  readonly onMeasuring: () => void;
}

/** By shape, for as many as are measured; those of which most runs are first. It rejects as `calibrate` does. */
export async function pacesOf(
  experiments: readonly Experiment[],
  options: PaceOptions,
): Promise<ReadonlyMap<string, KnownPace>> {
  const shapes = new Map<string, { readonly experiment: Experiment; count: number }>();
  for (const experiment of experiments) {
    const shape = shapeOf(experiment);
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, { experiment, count: 1 });
    else known.count++;
  }
  const frequent = [...shapes].toSorted(([, a], [, b]) => b.count - a.count).slice(0, mostMeasured);
  const paces = new Map<string, KnownPace>();
  for (const [shape, { experiment }] of frequent) {
    paces.set(shape, { experiment, pace: await paceOf(experiment, shape, options) });
  }
  return paces;
}

async function paceOf(experiment: Experiment, shape: string, options: PaceOptions) {
  const { userFolder, version, onMeasuring } = options;
  const machine = [os.hostname(), os.cpus()[0]?.model ?? '', os.availableParallelism(), process.version, version];
  const asked = JSON.stringify([shape, workOf(experiment), path.dirname(options.file), machine]);
  const name = createHash('sha256').update(asked).digest('hex');
  const folder = path.join(userFolder, 'paces');
  const file = path.join(folder, `${name}.json`);
  const kept = await readKept(file);
  if (kept !== undefined) return kept;
  onMeasuring();
  const pace = await calibrate(experiment, options);
  await inPassing(async () => {
    await makeFolderWithParents(folder, 0o700);
    await writeAtomically(file, JSON.stringify(pace));
  });
  return pace;
}

/** Undefined where there is none, or none that was kept by us. */
async function readKept(file: string): Promise<z.output<typeof keptSchema> | undefined> {
  try {
    return keptSchema.parse(JSON.parse(await readBoundedText(file, longestKept)));
  } catch {
    return undefined;
  }
}
