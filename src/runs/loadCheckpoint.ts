// Loading checkpoints: the newest good one of the run, whatever else lies there.

import type { MetaState } from '../meta/metaState.ts';
import {
  bytesOfFloat,
  type CheckpointFile,
  type CheckpointOwner,
  type CheckpointState,
  countParameters,
  describeCheckpoint,
  isSummed,
  mostMoments,
  readVerified,
} from './checkpoints.ts';
import { findNewestCheckpoint, type NewestCheckpoint } from './newestCheckpoint.ts';

/** Of damaged ones, too: about a minute. */
export const mostReadForNewest = 32 * 2 ** 30;

/**
 * The newest checkpoint whose checksums hold and that is `owner`'s, where one is named.
 * @throws as `findNewestCheckpoint` does
 */
export function loadNewestCheckpoint(
  directory: string,
  owner?: CheckpointOwner,
  mostBytes = mostReadForNewest,
): Promise<NewestCheckpoint<MetaState>> {
  return findNewestCheckpoint(directory, {
    owner,
    mostBytes,
    take: (folder, allowance) => loadCheckpoint(folder, owner, (bytes) => allowance.spend(bytes, folder)),
  });
}

/**
 * The checkpoint in this folder. @throws Error that names the file and says what is wrong with it, also where it is not
 * `owner`'s
 */
export async function loadCheckpoint(
  folder: string,
  owner?: CheckpointOwner,
  onRead: (bytes: number) => void = () => {},
): Promise<MetaState> {
  const { description, sums } = await describeCheckpoint(folder, owner);
  const { iteration, optimizerSteps } = description;
  const read = (name: CheckpointFile) => readFloats(folder, name, { sums, description, onRead });
  // One after the other: of a damaged one no more is held than the file that is.
  const parameters = await read('parameters.f32');
  const moments = await read('optimizer.f32');
  const outerMoments = isSummed('outer.f32', sums) ? await read('outer.f32') : new Float32Array(0);
  return { iteration, parameters, optimizerState: { steps: optimizerSteps, moments }, outerMoments };
}

interface ToRead {
  /** The text of `SHA256SUMS`. */
  readonly sums: string;
  readonly description: CheckpointState;
  readonly onRead: (bytes: number) => void;
}

async function readFloats(
  folder: string,
  name: CheckpointFile,
  { sums, description, onRead }: ToRead,
): Promise<Float32Array> {
  const most = countParameters(description) * bytesOfFloat * (name === 'parameters.f32' ? 1 : mostMoments);
  return floatsOf(await readVerified(folder, name, sums, most, onRead));
}

/** A copy only where what was read does not lie at a multiple of four bytes. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % bytesOfFloat === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(buffer, byteOffset, byteLength / bytesOfFloat);
}
