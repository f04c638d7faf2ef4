// A manifest out of everything else that a run directory holds: its experiment, its event files and its checkpoints.

import path from 'node:path';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { joinAlternatives } from '../../experiment/describeOutline.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { isExternal } from '../../experiment/whoTrains.ts';
import type { MetaState } from '../../meta/metaState.ts';
import { describeCheckpoint } from '../../runs/checkpoints.ts';
import { EventReader } from '../../runs/eventReader.ts';
import { ExperimentRefused, readExperimentAlone, readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { findInitialization } from '../../runs/initialization.ts';
import { loadNewestCheckpoint } from '../../runs/loadCheckpoint.ts';
import { type Manifest, newManifest } from '../../runs/manifest.ts';
import { type FoundOrigin, readOrigin } from '../../runs/originRecord.ts';
import { describePassedOver } from '../../runs/passedOverCheckpoints.ts';
import { runFiles, timeInName } from '../../runs/runDirectory.ts';
import { readSplitRecord } from '../../runs/splitRecord.ts';
import { tags } from '../../runs/tags.ts';
import { digestsOf } from '../../tasks/split/dataSplit.ts';
import { readPast } from '../runStart.ts';
import { type FoundExperiment, findExperimentFile } from './findExperimentFile.ts';
import { type Salvaged, salvageManifest } from './salvageManifest.ts';

export interface RebuiltManifest {
  readonly manifest: Manifest;
  /** Undefined where the damaged manifest, or the person, said which file it was. */
  readonly supposedFile: FoundExperiment | undefined;
  /** What of the run's files could not be used, in sentences. */
  readonly warnings: readonly string[];
}

const nothingKnown = {
  latest: null,
  best: null,
  untrained: null,
  trainingClasses: null,
  iteration: 0,
  latestTrainingLoss: null,
} as const;
const unknown = 'unknown';

/**
 * Reads all figures and the newest checkpoints, which takes seconds for a large run. Writes nothing.
 * @param experimentPath absolute; where the person says which file the run was made from
 * @throws {ExperimentRefused} when the experiment is damaged, too, or contradicts the copy of its source;
 * {CheckpointUnreadableError}
 */
export async function rebuildManifest(directory: string, experimentPath: string | undefined): Promise<RebuiltManifest> {
  const { experiment, overrides } = await readExperimentAlone(directory);
  if (isExternal(experiment))
    throw new ExperimentRefused(
      `run.json of a run that a program of your own trains cannot be made again: how far that came it alone knows. Start a new run of ${experiment.name}.`,
    );
  const salvaged = await salvageManifest(directory);
  // Kept with a sum, while of a damaged manifest also what is whole may be changed.
  const foundOrigin = await readOrigin(directory);
  const origin = foundOrigin.kind === 'found' ? foundOrigin.origin : undefined;
  const { seed, algorithm } = experiment;
  // One that no run is ever given is no better than none.
  const salvagedId = Number.isNaN(timeInName(salvaged.id ?? '')) ? undefined : salvaged.id;
  const supposedId = salvagedId ?? path.basename(path.resolve(directory));
  const own = { seed, metaIterations: algorithm.metaIterations };
  const named = await loadNewestCheckpoint(directory, { id: supposedId, ...own });
  // The folder of a run may have another name by now, and its checkpoints say whose they are.
  const isRenamed = named.state === undefined && salvagedId === undefined;
  const checkpoint = isRenamed ? await loadNewestCheckpoint(directory, own) : named;
  const id = (isRenamed ? await saverOf(directory, checkpoint.state) : undefined) ?? supposedId;
  const iteration = checkpoint.state?.iteration ?? 0;
  const { gatherer, problems } = await readPast(directory, checkpoint.state === undefined ? -1 : iteration);
  const { figures, latestTrainingLoss } = gatherer.result(nothingKnown);
  const times = await readTimes(directory);
  const isSaid = experimentPath !== undefined || salvaged.experimentPath !== undefined;
  const supposedFile = isSaid ? undefined : await findExperimentFile(directory, experiment.name);
  // The trainer's last word comes after the last evaluation.
  const isComplete = iteration === algorithm.metaIterations && figures.latest?.iteration === iteration;
  const file = experimentPath ?? salvaged.experimentPath ?? supposedFile?.file ?? '';
  const placed = experimentPath === undefined && isSaid ? {} : placeOf(directory, file);
  const manifest: Manifest = {
    ...emptyManifest(directory, experiment, await creationOf(directory)),
    startedAt: times.first,
    activeSeconds: times.activeSeconds,
    overrides: [...overrides],
    initializedFrom: await findInitialization(directory),
    ...salvaged,
    ...origin,
    promotedAs: origin?.promotedAs ?? salvaged.promotedAs ?? null,
    ...placed,
    ...(await digestsOfSplit(directory)),
    id,
    state: isComplete ? 'completed' : 'stopped',
    endedAt: times.last,
    iteration,
    checkpointIteration: checkpoint.state === undefined ? null : iteration,
    latestTrainingLoss,
    ...figures,
  };
  const untold = describeUntold({ ...salvaged, ...origin }, foundOrigin);
  const warnings = [...untold, ...describePassedOver(checkpoint), ...problems];
  return { manifest: await consistent(directory, manifest, overrides), supposedFile, warnings };
}

const originsInWords = {
  continues: 'goes on from another one',
  earlierLengths: 'was extended',
  group: 'belongs to a sweep',
} as const;

/** What neither the damaged manifest nor anything else says of where the run comes from, in a sentence. */
function describeUntold(told: Salvaged, origin: FoundOrigin): readonly string[] {
  const untold = (['continues', 'earlierLengths', 'group'] as const).filter((key) => told[key] === undefined);
  if (untold.length === 0) return [];
  const words = joinAlternatives(untold.map((key) => originsInWords[key]));
  const listed =
    'it is listed as one of which that is not so. ' +
    'Where you know better, say it in a note of the run, and leave it out of what is compared with such runs.';
  const asked = `Whether the run ${words}, its origin.json would tell`;
  switch (origin.kind) {
    case 'damaged':
      return [`${asked}, which is not as it was written: ${listed}`];
    case 'unreadable':
      return [
        `${asked}, which could not be read (${origin.why}): ${listed} ` +
          'Once it can be read, move run.json away and repair the run once more.',
      ];
    default:
      return [`Nothing tells whether the run ${words}: ${listed}`];
  }
}

/** Of the split that the run keeps; null where it keeps none. */
async function digestsOfSplit(directory: string): Promise<Pick<Manifest, 'splitDigest' | 'heldOutDigest'>> {
  const found = await readSplitRecord(directory);
  const digests = found.kind === 'found' ? digestsOf(found.record.split) : null;
  return { splitDigest: digests?.whole ?? null, heldOutDigest: digests?.heldOut ?? null };
}

/** The id that the checkpoint holds of the run that saved it. */
async function saverOf(directory: string, state: MetaState | undefined): Promise<string | undefined> {
  if (state === undefined) return undefined;
  const folder = path.join(runFiles(directory).checkpoints, String(state.iteration));
  return (await describeCheckpoint(folder)).description.run;
}

/** Overrides that were salvaged may be those of another experiment: then the ones that the files tell count. */
async function consistent(directory: string, manifest: Manifest, overrides: readonly string[]): Promise<Manifest> {
  const isOfOne = await readFrozenExperiment(directory, manifest).then(
    () => true,
    () => false,
  );
  if (isOfOne) return manifest;
  const derived = { ...manifest, overrides: [...overrides] };
  await readFrozenExperiment(directory, derived);
  return derived;
}

function emptyManifest(directory: string, experiment: Experiment, createdAt: string): Manifest {
  const versions = { reptileLab: unknown, node: unknown, v8: unknown, platform: unknown };
  return {
    ...newManifest({
      id: path.basename(path.resolve(directory)),
      createdAt,
      experiment,
      experimentPath: '',
      overrides: [],
      askedBy: 'terminal',
      launcher: null,
      version: unknown,
    }),
    versions,
  };
}

function placeOf(directory: string, file: string): Pick<Manifest, 'experimentPath' | 'experimentFromRun'> {
  const fromRun = path.relative(path.resolve(directory), file).replaceAll(path.sep, '/');
  return { experimentPath: file, experimentFromRun: fromRun };
}

/** By the name that we gave the run, otherwise by the oldest thing in it. */
async function creationOf(directory: string): Promise<string> {
  const named = timeInName(path.basename(path.resolve(directory)));
  if (!Number.isNaN(named)) return new Date(named).toISOString();
  const found = await lookAtEntry(runFiles(directory).source);
  return (found?.mtime ?? new Date()).toISOString();
}

interface Times {
  readonly first: string | null;
  readonly last: string | null;
  /** Between the first and the last figure of each process, pauses included. */
  readonly activeSeconds: number;
}

async function readTimes(directory: string): Promise<Times> {
  let [first, last, activeSeconds] = [Number.NaN, Number.NaN, 0];
  let previous: number | undefined;
  await new EventReader(directory, (tag) => tag === tags.trainingLossLast).read((updates) => {
    for (const update of updates) {
      if (update.kind === 'withdrawn') previous = undefined;
      if (update.kind !== 'figures') continue;
      for (const { wallTime } of update.figures) {
        if (!isTimeOfRun(wallTime)) continue;
        if (Number.isNaN(first)) first = wallTime;
        if (previous !== undefined) activeSeconds += Math.max(0, wallTime - previous);
        previous = wallTime;
        last = wallTime;
      }
    }
  });
  return { first: timeOf(first), last: timeOf(last), activeSeconds };
}

function isTimeOfRun(secondsSince1970: number): boolean {
  return secondsSince1970 > 0 && secondsSince1970 < 1e11;
}

/** Null for what is no time of any run. */
function timeOf(secondsSince1970: number): string | null {
  return isTimeOfRun(secondsSince1970) ? new Date(secondsSince1970 * 1000).toISOString() : null;
}
