// Copies of another run's files, into the folder of a run that is being made.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { copyPlainFile } from '../base/copyPlainFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeNew } from '../base/writeAtomically.ts';
import { countParameters, describeCheckpoint, isSummed, mostFloatBytes, sumsFile } from './checkpoints.ts';

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
  for (const name of ['parameters.f32', 'optimizer.f32', 'outer.f32', 'state.json'] as const)
    if (isSummed(name, sums)) await copyPlainFile(path.join(from, name), path.join(to, name), mostFloatBytes);
  await writeNew(path.join(to, sumsFile), sums);
}

/** Anything else, of 128 MiB at most. @throws as `copyPlainFile` does, but for what is missing */
export async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyPlainFile(from, to, mostSmallFileBytes);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
