// Samples: one adaptation for each evaluation, for the panel to draw.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../base/boundedFile.ts';
import { OutsizedJsonError } from '../base/boundedJson.ts';
import { crowdIn } from '../base/crowd.ts';
import { type ChosenNames, chooseNames, visitPlainFolder } from '../base/folderNames.ts';
import { isPlainFolder, makeFolder } from '../base/plainFolder.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, inPassing } from '../base/systemErrors.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import type { AdaptationSample } from '../meta/executor.ts';
import { type FileProblem, fileProblemOf } from './fileProblem.ts';
import { encodeFitting, type FileBounds } from './fittingJson.ts';
import { runFiles } from './runDirectory.ts';
import type { RunGuard, RunHold } from './runHold.ts';
import type { RunNotice } from './runNotice.ts';
import { findStray, sampleSchema } from './sampleSchema.ts';
import { describePart, smallerSamples } from './smallerSamples.ts';
import { agreesWithSum, parseInTurns, withSum } from './summedJson.ts';

/**
 * For reading and for writing. Photographs make samples of a few megabytes, nearly all of it the text of their pixels.
 */
const sampleBounds: FileBounds = { bytes: 1 << 23, depth: 8, values: 300_000, names: 20_000, texts: 100_000 };
/** So many of the newest samples are tried, and no more bytes read, before it is said that none can be drawn. */
const mostTriedSamples = 1000;
const mostTriedBytes = 8 * sampleBounds.bytes;

export interface DrawnSample {
  readonly iteration: number;
  readonly sample: AdaptationSample;
}

/**
 * Writes `samples/<iteration>.json`, as much of the sample as can be read back. Gives a sentence or two where that is
 * not all of it.
 * @throws {LockLostError} when the run is another process's by then
 */
export async function writeSample(hold: RunHold, { iteration, sample }: DrawnSample): Promise<string | undefined> {
  const { samples } = runFiles(hold.directory);
  const fitting = encodeFitting(drawable(smallerSamples(sample)), sampleBounds, withSum);
  if (fitting === undefined) return 'Samples of adaptation are too large to be drawn, and are left out.';
  await makeFolder(samples);
  const mayReplace = () => hold.assertHeld();
  await writeAtomically(path.join(samples, `${iteration}.json`), fitting.text, { mayReplace });
  if (fitting.value === sample) return undefined;
  return `Samples of adaptation are too large to be drawn whole: they are written with ${describePart(fitting.value, sample)}.`;
}

function* drawable(samples: Iterable<AdaptationSample>): Generator<AdaptationSample, void, undefined> {
  for (const sample of samples) if (findStray(sample) === undefined) yield sample;
}

/** What there is to draw, and what is wrong with what should have been drawn. */
export interface NewestSample {
  /**
   * The newest sample that can be drawn; undefined where there is none. One of a diverged adaptation cannot: JSON has
   * no NaN.
   */
  readonly drawn: DrawnSample | undefined;
  /** The newest damaged sample among those that are later than `drawn`. */
  readonly problem: SampleProblem | undefined;
}

interface SampleProblem {
  /** Absolute path. */
  readonly file: string;
  /** What is wrong, and what is drawn instead. */
  readonly notice: RunNotice;
}

type ReadSample =
  | { readonly kind: 'sample'; readonly sample: AdaptationSample }
  /** It diverged, or somebody has just removed it. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'damaged'; readonly problem: FileProblem };

/**
 * Looks at the newest samples until one can be drawn. Those of later iterations than `lastIteration` are not the run's.
 * @throws {RefusedFileError} where `samples/` is no folder; the system's error
 */
export async function readNewestSample(
  directory: string,
  { lastIteration = Number.POSITIVE_INFINITY }: { readonly lastIteration?: number } = {},
): Promise<NewestSample> {
  const { samples } = runFiles(directory);
  const chosen = await chooseSamples(samples, lastIteration);
  let damage: SampleDamage | undefined;
  let [room, tried] = [mostTriedBytes, 0];
  for (const iteration of chosen.names.map(iterationOf)) {
    if (room <= 0) break;
    tried++;
    const file = path.join(samples, `${iteration}.json`);
    const read = await readSample(file, (bytes) => {
      room -= bytes;
    });
    if (read.kind === 'sample') return newestOf({ iteration, sample: read.sample }, damage);
    if (read.kind === 'damaged') damage ??= { file, problem: read.problem };
  }
  const untried = { names: chosen.names.slice(0, tried), leftOut: chosen.names.length + chosen.leftOut - tried };
  const crowd = crowdIn(samples, untried, 'undrawableSamples');
  return crowd === undefined
    ? newestOf(undefined, damage)
    : { drawn: undefined, problem: { file: samples, notice: { of: 'file', problem: { code: 'crowd', ...crowd } } } };
}

interface SampleDamage {
  readonly file: string;
  readonly problem: FileProblem;
}

function newestOf(drawn: DrawnSample | undefined, damage: SampleDamage | undefined): NewestSample {
  if (damage === undefined) return { drawn, problem: undefined };
  const { file, problem } = damage;
  return { drawn, problem: { file, notice: { of: 'sample', problem, drawn: drawn?.iteration ?? null } } };
}

async function readSample(file: string, onRead: (bytes: number) => void): Promise<ReadSample> {
  const damaged = (problem: FileProblem): ReadSample => ({ kind: 'damaged', problem });
  let value: unknown;
  try {
    const bytes = await readBounded(file, sampleBounds.bytes);
    onRead(bytes.length);
    value = await parseInTurns(bytes, sampleBounds);
    if (!agreesWithSum(bytes)) return damaged({ code: 'otherSum', file });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'nothing' };
    if (error instanceof SyntaxError) return damaged({ code: 'notJson', file });
    if (error instanceof OutsizedJsonError || error instanceof RefusedFileError)
      return damaged(fileProblemOf(file, error));
    throw error;
  }
  const { data, error } = sampleSchema.safeParse(value);
  if (data !== undefined) return { kind: 'sample', sample: data };
  const place = error?.issues[0]?.path ?? [];
  // JSON has null in the place of a number that is none.
  if (valueAt(value, place) === null) return { kind: 'nothing' };
  return damaged({ code: 'oddValue', file, where: place.join('.') });
}

function valueAt(value: unknown, place: readonly PropertyKey[]): unknown {
  return place.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/**
 * Removes samples of later iterations than `iteration`: a resumed run draws them again.
 * @throws {RefusedFileError} where a folder has the place of one; {LockLostError}
 */
export async function removeSamplesAfter(hold: RunHold, iteration: number): Promise<void> {
  const { samples } = runFiles(hold.directory);
  hold.assertHeld();
  await visitPlainFolder(samples, async (entry) => {
    const { name } = entry;
    if (!isSampleName(name) || iterationOf(name) <= iteration) return;
    const file = path.join(samples, name);
    if (entry.isDirectory()) throw new RefusedFileError(file, 'folder');
    hold.assertHeld();
    await rm(file, { force: true });
  });
}

/**
 * Removes the samples of these iterations, and gives how many went; what else has the place of one stays, and so does
 * what the system does not let go.
 * @throws {LockLostError}
 */
export async function removeSamples(hold: RunGuard, iterations: readonly number[]): Promise<number> {
  const { samples } = runFiles(hold.directory);
  if (!(await isPlainFolder(samples))) return 0;
  let removed = 0;
  for (const iteration of iterations) {
    hold.assertHeld();
    await inPassing(async () => {
      await rm(path.join(samples, `${iteration}.json`));
      removed++;
    });
  }
  return removed;
}

/** Iterations of which there is a sample, drawable or not, the newest first. @throws as `visitPlainFolder` does */
export async function listSamples(directory: string): Promise<readonly number[]> {
  const iterations: number[] = [];
  await visitPlainFolder(runFiles(directory).samples, (entry) => {
    if (entry.isFile() && isSampleName(entry.name)) iterations.push(iterationOf(entry.name));
  });
  return iterations.sort((a, b) => b - a);
}

/** The newest first. */
function chooseSamples(samples: string, lastIteration: number): Promise<ChosenNames> {
  const rankOf = (name: string) =>
    isSampleName(name) && iterationOf(name) <= lastIteration ? -iterationOf(name) : undefined;
  return chooseNames(samples, { rankOf, most: mostTriedSamples });
}

function isSampleName(name: string): boolean {
  return /^(?:0|[1-9]\d{0,14})\.json$/.test(name);
}

function iterationOf(sampleName: string): number {
  return Number(sampleName.slice(0, -'.json'.length));
}
