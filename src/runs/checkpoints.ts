// What a checkpoint is: everything a training continues from, in a folder of its own, with checksums; and whose it is.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { setImmediate as giveTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { lookAtEntry, readBounded, readBoundedText } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { type ChosenNames, chooseNames } from '../base/folderNames.ts';
import { isPlainFolder } from '../base/plainFolder.ts';
import { hasCode } from '../base/systemErrors.ts';
import { untranslated } from '../base/translate.ts';
import { fileProblemOf } from './fileProblem.ts';
import { runFiles } from './runDirectory.ts';
import { type CheckpointProblem, describeCheckpointProblem } from './runNotice.ts';

export const sumsFile = 'SHA256SUMS';
/** `outer.f32`, the outer optimizer's moments, is there only where it keeps some. */
export const floatFiles = ['parameters.f32', 'optimizer.f32', 'outer.f32'] as const;
const summedFiles = [...floatFiles, 'state.json'] as const;

const stateSchema = z.object({
  formatVersion: z.literal(1),
  iteration: z.int().min(0),
  seed: z.int(),
  /** The id of the run that saved it; undefined where an earlier version did. */
  run: z.string().optional(),
  optimizerSteps: z.int().min(0),
  /**
   * Where each tensor lies in parameters.f32, and each of its outer moments in outer.f32, for other programs; 32-bit
   * little-endian floats, row-major.
   */
  parameters: z.array(z.object({ name: z.string(), shape: z.array(z.int().min(0)), offset: z.int() })),
});

const mostTextBytes = 1 << 20;
const stateBounds = { depth: 8, values: 50_000, names: 50_000 };
/** As much as the engine's memory holds of parameters. */
export const mostFloatBytes = 2 ** 30;
/** So many of the newest are known. */
const mostCheckpoints = 10_000;
/** Optimizers keep at most two moments of a parameter. */
export const mostMoments = 2;
export const bytesOfFloat = 4;
/** After so many bytes others have a turn while a sum is computed. */
const stretchBytes = 1 << 24;

export type SummedFile = (typeof summedFiles)[number];
export type CheckpointState = z.output<typeof stateSchema>;
/** Where each parameter tensor lies in the flat array. */
export type ParameterLayout = CheckpointState['parameters'];

/** What tells a run's own checkpoints from those of other runs. */
export interface CheckpointOwner {
  /** The run's, which checkpoints of earlier versions do not say; undefined where it is not known. */
  readonly id?: string | undefined;
  readonly seed: number;
  readonly metaIterations: number;
  /** Of the run's model, where it is known yet. */
  readonly parameterCount?: number | null;
  /**
   * That its experiment's model can have, where that can be told: the run's manifest may be as foreign as the
   * checkpoint.
   */
  readonly mostParameters?: number;
  /** Where it is known yet. */
  readonly layout?: ParameterLayout;
}

/** Why a checkpoint is not used. */
export interface DamagedCheckpoint {
  readonly folder: string;
  readonly reason: string;
}

/** Iterations of which there is a checkpoint, good or not, newest first; of very many the newest. */
export async function listCheckpoints(directory: string): Promise<number[]> {
  return iterationsOf(await chooseCheckpoints(directory, Number.POSITIVE_INFINITY));
}

/** Those up to `lastIteration` come first where there are too many: the others are not the run's. */
export function chooseCheckpoints(directory: string, lastIteration: number): Promise<ChosenNames> {
  const rankOf = (name: string) => {
    if (!/^(0|[1-9]\d{0,14})$/.test(name)) return undefined;
    return Number(name) <= lastIteration ? -Number(name) : 1e15 - Number(name);
  };
  return chooseNames(runFiles(directory).checkpoints, { rankOf, most: mostCheckpoints });
}

export function iterationsOf({ names }: ChosenNames): number[] {
  return names.map(Number).sort((a, b) => b - a);
}

/** What is said of a checkpoint beside its numbers, which are not read. @throws as `loadCheckpoint` does */
export async function describeCheckpoint(
  folder: string,
  owner?: CheckpointOwner,
): Promise<{ readonly description: CheckpointState /** The text of `SHA256SUMS`. */; readonly sums: string }> {
  await isPlainFolder(folder);
  const sums = await readBoundedText(path.join(folder, sumsFile), mostTextBytes);
  const description = stateSchema.safeParse(parseState(await readVerified(folder, 'state.json', sums, mostTextBytes)));
  if (!description.success) throw new Error(`${path.join(folder, 'state.json')} was written by another version.`);
  const { iteration } = description.data;
  if (String(iteration) !== path.basename(folder))
    throw new Error(`${folder} holds the state of meta-iteration ${iteration}.`);
  if (owner !== undefined) refuseForeign(folder, description.data, owner);
  for (const name of floatFiles)
    if (isSummed(name, sums)) await refuseOtherSize(path.join(folder, name), description.data);
  return { description: description.data, sums };
}

/** Whether `SHA256SUMS`, whose text is given, names the file. */
export function isSummed(name: SummedFile, sums: string): boolean {
  return sums.split('\n').some((line) => line.endsWith(`  ${name}`));
}

/** Of all tensors together. */
export function countParameters({ parameters }: Pick<CheckpointState, 'parameters'>): number {
  return parameters.reduce((count, { shape }) => count + shape.reduce((size, extent) => size * extent, 1), 0);
}

/** Before anything is read of the file: what it says of itself may be a gigabyte of nothing. */
async function refuseOtherSize(file: string, description: CheckpointState): Promise<void> {
  const found = await lookAtEntry(file);
  // What is something else is refused when it is opened.
  if (!found?.isFile()) return;
  const { size } = found;
  const expected = countParameters(description) * bytesOfFloat;
  const isParameters = path.basename(file) === 'parameters.f32';
  if (size <= mostFloatBytes && (isParameters ? size === expected : size <= mostMoments * expected)) return;
  throw new Error(`${file} has ${size} bytes, which does not fit the shapes in state.json.`);
}

/** How many a checkpoint of the owner's model holds at most: Meta-SGD learns a step size beside each parameter. */
export function mostParametersOf({ mostParameters }: CheckpointOwner): number {
  return 2 * (mostParameters ?? Number.POSITIVE_INFINITY);
}

function refuseForeign(
  folder: string,
  { run, seed, iteration, parameters }: CheckpointState,
  owner: CheckpointOwner,
): void {
  if (run !== undefined && owner.id !== undefined && run !== owner.id)
    throw new Error(`${folder} is another run's: it was saved by ${run}, and this run is ${owner.id}.`);
  if (seed !== owner.seed) {
    throw new Error(`${folder} is another run's: it was saved with seed ${seed}, and this run has ${owner.seed}.`);
  }
  if (iteration > owner.metaIterations) {
    throw new Error(`${folder} is another run's: this run has ${owner.metaIterations} meta-iterations.`);
  }
  const own = owner.parameterCount ?? undefined;
  const found = countParameters({ parameters });
  const most = mostParametersOf(owner);
  if (found > most)
    throw new Error(`${folder} is another run's: it holds ${found} parameters, and this run has ${most} at most.`);
  if (found * bytesOfFloat > mostFloatBytes || (own !== undefined && found !== own && found !== 2 * own)) {
    throw new Error(
      `${folder} is another run's: it holds ${found} parameters${own === undefined ? '' : `, and this run has ${own}`}.`,
    );
  }
  if (owner.layout !== undefined && !isDeepStrictEqual(parameters, [...owner.layout])) {
    throw new Error(`${folder} is another run's: it was saved by another model.`);
  }
}

function parseState(bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, stateBounds);
  } catch {
    return undefined;
  }
}

/** Why a checkpoint is not used. */
export function checkpointProblemOf(folder: string, error: unknown): CheckpointProblem {
  return hasCode(error, 'ENOENT') ? { code: 'incomplete', folder } : fileProblemOf(folder, error);
}

/** The same as a sentence that names a file. */
export function reasonOf(folder: string, error: unknown): string {
  return describeCheckpointProblem(checkpointProblemOf(folder, error), untranslated);
}

/** @param onRead hears how many bytes the file has, before they are looked at; may throw to end it */
export async function readVerified(
  folder: string,
  name: SummedFile,
  sums: string,
  limitBytes: number,
  onRead: (bytes: number) => void = () => {},
): Promise<Uint8Array> {
  const file = path.join(folder, name);
  const bytes = await readBounded(file, limitBytes);
  onRead(bytes.byteLength);
  refuseOtherSum(file, await sha256InTurns(bytes), sums);
  return bytes;
}

/** @throws Error where `sums` does not say this SHA-256 of the file, in hexadecimal */
export function refuseOtherSum(file: string, digest: string, sums: string): void {
  if (sums.split('\n').includes(`${digest}  ${path.basename(file)}`)) return;
  throw new Error(`${file} does not match its checksum in ${sumsFile}.`);
}

async function sha256InTurns(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.length; start += stretchBytes) {
    if (start > 0) await giveTurn();
    hash.update(bytes.subarray(start, start + stretchBytes));
  }
  return hash.digest('hex');
}
