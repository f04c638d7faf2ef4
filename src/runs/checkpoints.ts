// Checkpoints: everything a training continues from, with checksums, never visible half-written.

import { createHash, randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as giveTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { lookAtEntry, readBounded, readBoundedText } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { type ChosenNames, chooseNames, describeCrowd, visitPlainFolder } from '../base/folderNames.ts';
import { isPlainFolder, makeFolder } from '../base/plainFolder.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import type { MetaState } from '../meta/metaState.ts';
import { explainReadFailure } from './explainReadFailure.ts';
import { runFiles } from './runDirectory.ts';
import type { RunHold } from './runHold.ts';
import { writeNew } from './writeAtomically.ts';

/** Of folders that are being filled or emptied. */
const unfinishedPrefix = '.unfinished-';
const sumsFile = 'SHA256SUMS';
/** `outer.f32`, the outer optimizer's moments, is there only where it keeps some. */
export const floatFiles = ['parameters.f32', 'optimizer.f32', 'outer.f32'] as const;
const summedFiles = [...floatFiles, 'state.json'] as const;

const stateSchema = z.object({
  formatVersion: z.literal(1),
  iteration: z.int().min(0),
  seed: z.int(),
  optimizerSteps: z.int().min(0),
  /** Where each tensor lies in parameters.f32, and each of its outer moments in outer.f32, for other programs; 32-bit little-endian floats, row-major. */
  parameters: z.array(z.object({ name: z.string(), shape: z.array(z.int().min(0)), offset: z.int() })),
});

const mostTextBytes = 1 << 20;
const stateBounds = { depth: 8, values: 50_000, names: 50_000 };
/** As much as the engine's memory holds of parameters. */
export const mostFloatBytes = 2 ** 30;
/** So many of the newest are known. */
const mostCheckpoints = 10_000;
/** So many of them that hold something are tried before it is said that none is good. */
const mostTriedCheckpoints = 1000;
/** Optimizers keep at most two moments of a parameter. */
const mostMoments = 2;
const bytesOfFloat = 4;
/** After so many bytes others have a turn while a sum is computed. */
const stretchBytes = 1 << 24;

type SummedFile = (typeof summedFiles)[number];
type CheckpointState = z.output<typeof stateSchema>;
/** Where each parameter tensor lies in the flat array. */
export type ParameterLayout = CheckpointState['parameters'];

export interface NewCheckpoint {
  readonly state: MetaState;
  readonly seed: number;
  readonly layout: ParameterLayout;
}

/** What tells a run's own checkpoints from those of other runs. */
export interface CheckpointOwner {
  readonly seed: number;
  readonly metaIterations: number;
  /** Of the run's model, where it is known yet. */
  readonly parameterCount?: number | null;
  /** Where it is known yet. */
  readonly layout?: ParameterLayout;
}

/** Why a checkpoint is not used. */
export interface DamagedCheckpoint {
  readonly folder: string;
  readonly reason: string;
}

/**
 * Saves to `checkpoints/<iteration>/` and waits until it is on the disk. An existing good one of this iteration is kept. Any `sha256sum -c
 * SHA256SUMS` checks a checkpoint. Gives what stood in its place and was removed for it, where something did.
 * @throws {LockLostError} when the run is another process's by then; nothing is left behind
 */
export async function saveCheckpoint(
  hold: RunHold,
  { state, seed, layout }: NewCheckpoint,
): Promise<DamagedCheckpoint | undefined> {
  const { checkpoints } = runFiles(hold.directory);
  const folder = path.join(checkpoints, String(state.iteration));
  const unfinished = path.join(checkpoints, `${unfinishedPrefix}${randomUUID()}`);
  const description: CheckpointState = {
    formatVersion: 1,
    iteration: state.iteration,
    seed,
    optimizerSteps: state.optimizerState.steps,
    parameters: [...layout],
  };
  const contents: Readonly<Partial<Record<SummedFile, Uint8Array>>> = {
    'parameters.f32': bytesOf(state.parameters),
    'optimizer.f32': bytesOf(state.optimizerState.moments),
    ...(state.outerMoments.length > 0 && { 'outer.f32': bytesOf(state.outerMoments) }),
    'state.json': new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`),
  };
  const sums = Object.entries(contents)
    .map(([name, content]) => `${sha256(content)}  ${name}\n`)
    .join('');
  await makeFolder(checkpoints);
  await mkdir(unfinished);
  try {
    await writeSideBySide(unfinished, { ...contents, [sumsFile]: sums });
    const madeWay = await moveIntoPlace(hold, unfinished, folder, { seed, metaIterations: state.iteration, layout });
    await syncFolder(checkpoints);
    return madeWay;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Each file waits for the disk, so they wait together. All have been tried when it resolves or rejects. */
async function writeSideBySide(folder: string, contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const writing = Object.entries(contents).map(([name, content]) =>
    writeNew(path.join(folder, name), content, { durable: true }),
  );
  await Promise.allSettled(writing);
  await Promise.all(writing);
}

/** What stands in a folder's place when one is renamed to it; Windows says the last two. */
const inTheWay = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'EACCES'];

/** A damaged checkpoint of the same iteration, another run's, a file or a link makes way; a good one stays. Gives why, where something made way. */
async function moveIntoPlace(
  hold: RunHold,
  unfinished: string,
  folder: string,
  owner: CheckpointOwner,
): Promise<DamagedCheckpoint | undefined> {
  hold.assertHeld();
  try {
    renameSync(unfinished, folder);
    return undefined;
  } catch (error) {
    if (!inTheWay.some((code) => hasCode(error, code))) throw error;
    const reason = await loadCheckpoint(folder, owner).then(
      () => undefined,
      (error: unknown) => reasonOf(folder, error),
    );
    if (reason === undefined) return undefined;
    hold.assertHeld();
    // Of a link, the link alone.
    await rm(folder, { recursive: true, force: true });
    hold.assertHeld();
    renameSync(unfinished, folder);
    return { folder, reason };
  }
}

/** Iterations of which there is a checkpoint, good or not, newest first; of very many the newest. */
export async function listCheckpoints(directory: string): Promise<number[]> {
  return iterationsOf(await chooseCheckpoints(directory, Number.POSITIVE_INFINITY));
}

/** Those up to `lastIteration` come first where there are too many: the others are not the run's. */
function chooseCheckpoints(directory: string, lastIteration: number): Promise<ChosenNames> {
  const rankOf = (name: string) => {
    if (!/^(0|[1-9]\d{0,14})$/.test(name)) return undefined;
    return Number(name) <= lastIteration ? -Number(name) : 1e15 - Number(name);
  };
  return chooseNames(runFiles(directory).checkpoints, { rankOf, most: mostCheckpoints });
}

function iterationsOf({ names }: ChosenNames): number[] {
  return names.map(Number).sort((a, b) => b - a);
}

export interface NewestCheckpoint {
  /** Undefined where none is good. */
  readonly state: MetaState | undefined;
  /** Newer ones that had to be passed over. */
  readonly damaged: readonly DamagedCheckpoint[];
  /** That there are more than were looked at, in a sentence or two. */
  readonly crowd: string | undefined;
}

/** The newest checkpoint whose checksums hold and that is `owner`'s, where one is named. */
export async function loadNewestCheckpoint(directory: string, owner?: CheckpointOwner): Promise<NewestCheckpoint> {
  const damaged: DamagedCheckpoint[] = [];
  let left = mostTriedCheckpoints;
  const chosen = await chooseCheckpoints(directory, owner?.metaIterations ?? Number.POSITIVE_INFINITY);
  const crowd = describeCrowd(runFiles(directory).checkpoints, chosen, 'checkpoints');
  for (const iteration of iterationsOf(chosen)) {
    const folder = path.join(runFiles(directory).checkpoints, String(iteration));
    try {
      return { state: await loadCheckpoint(folder, owner), damaged, crowd };
    } catch (error) {
      // A trainer at work removes old ones when it has saved new ones.
      if ((await lookAtEntry(folder)) === undefined) return loadNewestCheckpoint(directory, owner);
      damaged.push({ folder, reason: reasonOf(folder, error) });
      // What is empty, or no folder, costs next to nothing.
      const isCheap = hasCode(error, 'ENOENT') || error instanceof RefusedFileError;
      if (!isCheap && --left === 0) break;
    }
  }
  return { state: undefined, damaged, crowd };
}

/** The checkpoint in this folder. @throws Error that names the file and says what is wrong with it, also where it is not `owner`'s */
export async function loadCheckpoint(folder: string, owner?: CheckpointOwner): Promise<MetaState> {
  const { description, sums } = await describeCheckpoint(folder, owner);
  const { iteration, optimizerSteps } = description;
  const [parameters, moments, outerMoments] = await Promise.all([
    readFloats(folder, 'parameters.f32', sums, description),
    readFloats(folder, 'optimizer.f32', sums, description),
    isSummed('outer.f32', sums) ? readFloats(folder, 'outer.f32', sums, description) : new Float32Array(0),
  ]);
  return { iteration, parameters, optimizerState: { steps: optimizerSteps, moments }, outerMoments };
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
  if (String(iteration) !== path.basename(folder)) throw new Error(`${folder} holds the state of meta-iteration ${iteration}.`);
  if (owner !== undefined) refuseForeign(folder, description.data, owner);
  for (const name of floatFiles) if (isSummed(name, sums)) await refuseOtherSize(path.join(folder, name), description.data);
  return { description: description.data, sums };
}

/** Whether `SHA256SUMS`, whose text is given, names the file. */
export function isSummed(name: SummedFile, sums: string): boolean {
  return sums.split('\n').some((line) => line.endsWith(`  ${name}`));
}

/** Of all tensors together. */
function countParameters({ parameters }: Pick<CheckpointState, 'parameters'>): number {
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
  if (isParameters ? size === expected : size <= mostMoments * expected) return;
  throw new Error(`${file} has ${size} bytes, which does not fit the shapes in state.json.`);
}

function refuseForeign(folder: string, { seed, iteration, parameters }: CheckpointState, owner: CheckpointOwner): void {
  if (seed !== owner.seed) {
    throw new Error(`${folder} is another run's: it was saved with seed ${seed}, and this run has ${owner.seed}.`);
  }
  if (iteration > owner.metaIterations) {
    throw new Error(`${folder} is another run's: this run has ${owner.metaIterations} meta-iterations.`);
  }
  const own = owner.parameterCount ?? undefined;
  const found = countParameters({ parameters });
  // Meta-SGD learns a step size beside each parameter.
  if (found * bytesOfFloat > mostFloatBytes || (own !== undefined && found !== own && found !== 2 * own)) {
    throw new Error(
      `${folder} is another run's: it holds ${found} parameters${own === undefined ? '' : `, and this run has ${own}`}.`,
    );
  }
  if (owner.layout !== undefined && !isDeepStrictEqual(parameters, [...owner.layout])) {
    throw new Error(`${folder} is another run's: it was saved by another model.`);
  }
}

/**
 * Removes all but the `keep` newest checkpoints up to `newest`, the one that was just saved; the untrained initialization (0) always stays.
 * Later ones were damaged, or their future was given up: they go, and do not count.
 */
export async function pruneCheckpoints(
  hold: RunHold,
  { newest, keep }: { readonly newest: number; readonly keep: number },
): Promise<void> {
  const listed = await listCheckpoints(hold.directory);
  const kept = listed.filter((iteration) => iteration <= newest).slice(0, keep);
  const superfluous = listed.filter((iteration) => iteration !== 0 && !kept.includes(iteration));
  const { checkpoints } = runFiles(hold.directory);
  for (const iteration of superfluous) {
    const unfinished = path.join(checkpoints, `${unfinishedPrefix}${randomUUID()}`);
    hold.assertHeld();
    // It vanishes at once: neither a reader nor a process that dies meanwhile finds half of one.
    renameSync(path.join(checkpoints, String(iteration)), unfinished);
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what a process left behind that died while saving or removing. @throws {LockLostError} */
export async function removeUnfinishedCheckpoints(hold: RunHold): Promise<void> {
  const { checkpoints } = runFiles(hold.directory);
  await makeFolder(checkpoints);
  await visitPlainFolder(checkpoints, async ({ name }) => {
    if (!name.startsWith(unfinishedPrefix)) return;
    hold.assertHeld();
    await rm(path.join(checkpoints, name), { recursive: true, force: true });
  });
}

function parseState(bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, stateBounds);
  } catch {
    return undefined;
  }
}

/** Why a checkpoint is not used, as a sentence that names a file. */
export function reasonOf(folder: string, error: unknown): string {
  return hasCode(error, 'ENOENT') ? `${folder} lacks one of its files.` : explainReadFailure(folder, error);
}

async function readFloats(folder: string, name: SummedFile, sums: string, description: CheckpointState): Promise<Float32Array> {
  const most = countParameters(description) * bytesOfFloat * (name === 'parameters.f32' ? 1 : mostMoments);
  return floatsOf(await readVerified(folder, name, sums, most));
}

async function readVerified(folder: string, name: SummedFile, sums: string, limitBytes: number): Promise<Uint8Array> {
  const file = path.join(folder, name);
  const bytes = await readBounded(file, limitBytes);
  refuseOtherSum(file, await sha256InTurns(bytes), sums);
  return bytes;
}

/** @throws Error where `sums` does not say this SHA-256 of the file, in hexadecimal */
export function refuseOtherSum(file: string, digest: string, sums: string): void {
  if (sums.split('\n').includes(`${digest}  ${path.basename(file)}`)) return;
  throw new Error(`${file} does not match its checksum in ${sumsFile}.`);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A copy only where what was read does not lie at a multiple of four bytes. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % bytesOfFloat === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(buffer, byteOffset, byteLength / bytesOfFloat);
}

async function sha256InTurns(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.length; start += stretchBytes) {
    if (start > 0) await giveTurn();
    hash.update(bytes.subarray(start, start + stretchBytes));
  }
  return hash.digest('hex');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Makes a rename durable, where the system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
