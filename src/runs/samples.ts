// Samples: one adaptation for each evaluation, for the panel to draw.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readBounded } from '../base/boundedFile.ts';
import { OutsizedJsonError, parseBoundedJson } from '../base/boundedJson.ts';
import { type ChosenNames, chooseNames, describeCrowd, visitPlainFolder } from '../base/folderNames.ts';
import { makeFolder } from '../base/plainFolder.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import type { AdaptationSample } from '../meta/executor.ts';
import { listOf, numberList, numberLists, pairList } from './boundedLists.ts';
import { runFiles } from './runDirectory.ts';
import type { RunHold } from './runHold.ts';
import { writeAtomically } from './writeAtomically.ts';

/** Photographs make samples of a few megabytes, nearly all of it the text of their pixels. */
const mostSampleBytes = 1 << 23;
const sampleBounds = { depth: 8, values: 300_000, names: 20_000 };
/** So many of the newest samples are tried, and no more bytes read, before it is said that none can be drawn. */
const mostTriedSamples = 1000;
const mostTriedBytes = 8 * mostSampleBytes;

const pictures = listOf(z.object({ way: z.int(), pixels: z.string() }));
const texts = listOf(z.object({ way: z.int(), text: z.string() }));
const pair = z.tuple([z.number(), z.number()]);
const drawnTrajectory = z.object({ path: pairList, finalPose: pairList, totalReward: z.number() });

const sampleSchema: z.ZodType<AdaptationSample> = z.object({
  task: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('curve'), queryX: numberList, queryY: numberList, supportX: numberList, supportY: numberList }),
    z.object({
      kind: z.literal('images'),
      width: z.int(),
      height: z.int(),
      channels: z.int(),
      classNames: listOf(z.string()),
      support: pictures,
      query: pictures,
    }),
    z.object({
      kind: z.literal('spectrograms'),
      bands: z.int(),
      frames: z.int(),
      seconds: z.number(),
      lowestFrequency: z.number(),
      highestFrequency: z.number(),
      classNames: listOf(z.string()),
      support: pictures,
      query: pictures,
    }),
    z.object({
      kind: z.literal('paths'),
      bounds: z.object({ x: pair, y: pair }),
      goal: pair,
      goalRadius: z.number().nullable(),
      trajectories: listOf(listOf(drawnTrajectory)),
    }),
    z.object({ kind: z.literal('values'), targets: numberLists() }),
    z.object({ kind: z.literal('texts'), classNames: listOf(z.string()), support: texts, query: texts }),
  ]),
  steps: numberList,
  outputs: numberLists(),
});

export interface DrawnSample {
  readonly iteration: number;
  readonly sample: AdaptationSample;
}

/** Writes `samples/<iteration>.json`. @throws {LockLostError} when the run is another process's by then */
export async function writeSample(hold: RunHold, { iteration, sample }: DrawnSample): Promise<void> {
  const { samples } = runFiles(hold.directory);
  await makeFolder(samples);
  const mayReplace = () => hold.assertHeld();
  await writeAtomically(path.join(samples, `${iteration}.json`), JSON.stringify(sample), { mayReplace });
}

/** Which samples may be the run's, and who hears where there are too many to look at all. */
export interface SampleSearch {
  /** Later ones are not the run's. */
  readonly lastIteration?: number;
  /** Called with a sentence or two where none was found, and not all were looked at. */
  readonly onCrowded?: (problem: string) => void;
}

/** The newest sample that can be drawn; undefined where there is none. One of a diverged adaptation cannot: JSON has no NaN. */
export async function readNewestSample(directory: string, search: SampleSearch = {}): Promise<DrawnSample | undefined> {
  const { lastIteration = Number.POSITIVE_INFINITY, onCrowded } = search;
  const { samples } = runFiles(directory);
  const chosen = await chooseSamples(samples, lastIteration);
  let room = mostTriedBytes;
  let tried = 0;
  for (const iteration of chosen.names.map(iterationOf)) {
    if (room <= 0) break;
    tried++;
    const sample = await readSample(path.join(samples, `${iteration}.json`), (bytes) => {
      room -= bytes;
    });
    if (sample !== undefined) return { iteration, sample };
  }
  const left = chosen.names.length + chosen.leftOut - tried;
  const problem = describeCrowd(samples, { names: chosen.names.slice(0, tried), leftOut: left }, 'samples that cannot be drawn');
  if (problem !== undefined) onCrowded?.(problem);
  return undefined;
}

async function readSample(file: string, onRead: (bytes: number) => void): Promise<AdaptationSample | undefined> {
  try {
    const bytes = await readBounded(file, mostSampleBytes);
    onRead(bytes.length);
    return sampleSchema.safeParse(parseBoundedJson(bytes, sampleBounds)).data;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof OutsizedJsonError) return undefined;
    if (error instanceof RefusedFileError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Removes samples of later iterations than `iteration`: a resumed run draws them again. */
export async function removeSamplesAfter(hold: RunHold, iteration: number): Promise<void> {
  const { samples } = runFiles(hold.directory);
  hold.assertHeld();
  await visitPlainFolder(samples, async ({ name }) => {
    if (!isSampleName(name) || iterationOf(name) <= iteration) return;
    hold.assertHeld();
    await rm(path.join(samples, name), { force: true });
  });
}

/** The newest first. */
function chooseSamples(samples: string, lastIteration: number): Promise<ChosenNames> {
  const rankOf = (name: string) => (isSampleName(name) && iterationOf(name) <= lastIteration ? -iterationOf(name) : undefined);
  return chooseNames(samples, { rankOf, most: mostTriedSamples });
}

function isSampleName(name: string): boolean {
  return /^\d{1,15}\.json$/.test(name);
}

function iterationOf(sampleName: string): number {
  return Number(sampleName.slice(0, -'.json'.length));
}
