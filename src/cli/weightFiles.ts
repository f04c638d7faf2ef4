// Files of weights that a person names: written where nothing is overwritten unasked, read whatever wrote them.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBounded } from '../base/boundedFile.ts';
import { makeFolder } from '../base/plainFolder.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeAtomically, writeNew } from '../base/writeAtomically.ts';
import type { NamedTensor } from '../engine/weights/stateDict.ts';
import { decodeTensors, type EncodedWeights, tensorFormatOf, tensorFormats } from '../engine/weights/weightFormats.ts';
import { WeightsFileError } from '../engine/weights/weightsFileError.ts';
import { CommandError, explained } from './failures.ts';
import { makeAskedFolder } from './makeFolder.ts';

/** As many parameters as a checkpoint holds, in float64, and a header. */
const mostBytes = 2 ** 31;

/** @throws {CommandError} where something is there already, unless `force`, or it cannot be written */
export async function writeWeightFiles(target: string, weights: EncodedWeights, force: boolean): Promise<void> {
  await makeAskedFolder(path.dirname(path.resolve(target)));
  try {
    switch (weights.kind) {
      case 'file':
        await writeOne(target, weights.bytes, force);
        return;
      case 'folder':
        await makeFolder(target);
        for (const [name, content] of Object.entries(weights.files))
          await writeOne(path.join(target, name), content, force);
        return;
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw alreadyThere(target);
    throw explained(error, target);
  }
}

/** Before anything is computed for it. @throws {CommandError} where something is there already */
export async function refuseExisting(target: string): Promise<void> {
  if ((await lookAtEntry(target)) !== undefined) throw alreadyThere(target);
}

export function alreadyThere(target: string): CommandError {
  return new CommandError(`${target} is already there. Choose another name, or overwrite it with --force.`);
}

function writeOne(file: string, content: string | Uint8Array, force: boolean): Promise<void> {
  return force ? writeAtomically(file, content) : writeNew(file, content);
}

/** A file of weights, and what is in it. */
export interface WeightFile {
  readonly file: string;
  /** Of its bytes. */
  readonly sha256: string;
  readonly tensors: readonly NamedTensor[];
}

/**
 * The tensors of a file that the person names, which may be a link, as caches have them.
 * @throws {CommandError} that says what is wrong with it
 */
export async function readWeightFile(file: string): Promise<WeightFile> {
  const format = tensorFormatOf(file);
  if (format === undefined)
    throw new CommandError(
      `${file} is no file of weights that can be read: its name must end in ${tensorFormats.map((known) => `.${known}`).join(' or ')}.`,
    );
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(await realpath(file), mostBytes);
  } catch (error) {
    throw explained(error, file);
  }
  try {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { file, sha256, tensors: decodeTensors(format, bytes) };
  } catch (error) {
    if (!(error instanceof WeightsFileError)) throw error;
    throw new CommandError(`${file} cannot be used: ${error.message}.`);
  }
}
