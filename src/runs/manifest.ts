// run.json: what a run is, how it stands, and why it ended. Written by the trainer alone (and once by the launcher that
// queues it).

import * as z from 'zod';
import { backendNames } from '../experiment/schema/engine.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { earlierLengthsSchema } from './earlierLengths.ts';
import { digestIfKnown, engineReasonIfKnown, filePath, heldOutIfKnown, loadingIfKnown, word } from './manifestCodes.ts';
import { baselinesIfKnown, type HeldOutFigure, heldOutFigureSchema, share } from './manifestFigures.ts';
import { programDigestsSchema } from './programDigests.ts';
import { failureIfKnown } from './runFailure.ts';
import {
  type AskedBy,
  askedBySchema,
  groupSchema,
  launcherSchema,
  learnedElsewhereSchema,
  queuePlaceSchema,
  type RunGroup,
  type RunLauncher,
} from './runOrigin.ts';
import { dataChangesList } from './storedChanges.ts';
import { trainedByOf, trainedBySchema } from './trainedBy.ts';

/** States that the trainer writes. `lost` is never written: a reader infers it (see `runState.ts`). */
const recordedStateSchema = z.enum([
  'queued',
  'starting',
  'running',
  'paused',
  'stopping',
  'completed',
  'stopped',
  'failed',
]);

/** ISO 8601 in UTC; `Date.parse` alone takes `1` for a time. */
const time = z
  .string()
  .regex(/^[+-]?\d{4,6}-\d\d-\d\dT[\d:.]+Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));
/** A run goes on without such a time, and what is none is as good as none. */
const timeIfKnown = time.nullable().catch(null);

/** Far more than anybody types; each costs a reading of the experiment. */
export const mostOverrides = 100;
const longestAssignment = 10_000;
/** All of them together. */
export const longestOverrides = 65_536;
/** Names of answered requests that are kept, the newest: far more than anybody waits for. */
export const mostAnswers = 100;

const processSchema = z.object({
  host: word,
  /** Zero and less would stand for groups of processes. */
  pid: z.int().positive(),
  /**
   * When the operating system says that the process started, so that a reused pid is not mistaken for it; null where
   * unknown.
   */
  startedAt: word.nullable(),
  /** Of the folder that it is at work in, see `placeOf`; absent where unknown. */
  place: word.optional(),
});

/** Says, to whoever knows a secret of the user, that the user queued the run on this machine: see `queueTicket.ts`. */
const queueTicketSchema = z.object({ queuedAt: word, proof: word });

/** A count that a run goes on without; what is none is as good as unknown. */
const countIfKnown = z.int().min(0).nullable().catch(null);

export const manifestSchema = z.object({
  formatVersion: z.literal(1),
  id: word,
  name: word,
  tags: z.array(word).max(100),
  seed: z.int(),
  state: recordedStateSchema,
  createdAt: time,
  startedAt: timeIfKnown,
  endedAt: timeIfKnown,
  /** Seconds spent training, over all processes, pauses left out. */
  activeSeconds: z.number().min(0),
  heartbeatAt: timeIfKnown,
  process: processSchema.nullable(),
  askedBy: askedBySchema,
  launcher: launcherSchema,
  group: groupSchema,
  queuePlace: queuePlaceSchema,
  /** What it goes on from, of another run of its experiment: figures up to there are that run's. */
  continues: learnedElsewhereSchema.nullable().catch(null).default(null),
  /** Of a run that was extended, where its meta step sizes are others than those of a run of its length. */
  earlierLengths: earlierLengthsSchema,
  /** The run that successive halving let go on from it: once, also where somebody has deleted that one since. */
  promotedAs: word.nullable().catch(null).default(null),
  /** What it begins with in the place of a random initialization; a copy lies in `initialization/`. */
  initializedFrom: learnedElsewhereSchema.nullable().default(null),
  /** Null once the run has been taken up, and for a run that was not queued here. */
  queueTicket: queueTicketSchema.nullable().default(null),
  /**
   * Says, to whoever knows a secret of the user, that the user made the run or agreed to what it executes: see
   * `madeHere.ts`.
   */
  madeHere: word.nullable().default(null),
  /** The file the experiment was read from; relative paths in it are relative to its folder. */
  experimentPath: filePath,
  /**
   * The same relative to the run directory, with slashes: it still holds when a project moves with its runs. See
   * `locateExperiment`.
   */
  experimentFromRun: filePath.nullable().default(null),
  /** Dotted assignments given on the command line, in order. */
  overrides: z
    .array(z.string().max(longestAssignment))
    .max(mostOverrides)
    .refine((overrides) => lengthOf(overrides) <= longestOverrides),
  /** These two are null where another program trains, which has its own. */
  taskKind: word.nullable(),
  algorithmKind: word.nullable(),
  trainedBy: trainedBySchema,
  /** While a run starts: how far the slow part of loading its data is. */
  loading: loadingIfKnown,
  heldOut: heldOutIfKnown,
  /** Of the data that the run trains and is measured on, see `dataSplit.ts`; null where there are none, or unknown. */
  splitDigest: digestIfKnown,
  /** Of what held-out tasks are drawn from alone: figures are comparable where it is the same. */
  heldOutDigest: digestIfKnown,
  /** Whether its next trainer is to go on with changed data: asked for once, and forgotten when it is taken up. */
  acceptsChangedData: z.boolean().default(false),
  /** Where it went on with changed data, the last times. */
  dataChanges: dataChangesList,
  /** Of the program that trains the run, see `programDigest.ts`: of each that did, one after another, the last times. */
  programDigests: programDigestsSchema,
  /**
   * What computes, `fused` or one of the TensorFlow.js backends, with its variant (`fused simd 5x8`), and why it was
   * chosen.
   */
  backend: z.enum(backendNames).exclude(['auto']).nullable().default(null),
  engineVariant: word.nullable(),
  engineReason: engineReasonIfKnown,
  workers: countIfKnown,
  /** What all workers take together; TensorFlow.js reserves it as it goes. */
  memoryBytes: countIfKnown.default(null),
  parameterCount: countIfKnown,
  versions: z.object({ reptileLab: word, node: word, v8: word, platform: word }),
  gitCommit: word.nullable(),
  gitDirty: z.boolean().nullable(),
  iteration: z.int().min(0),
  metaIterations: z.int().min(0),
  metaIterationsPerSecond: z.number().min(0).nullable().catch(null),
  /** Part of the time of recent meta-iterations that a worker waited for others, on average. */
  workerIdleShare: share.nullable().catch(null).default(null),
  checkpointIteration: countIfKnown,
  latestTrainingLoss: z.number().nullable(),
  /** What classical methods achieve on the run's held-out tasks; null where that was not asked for, or not yet measured. */
  baselines: baselinesIfKnown,
  latest: heldOutFigureSchema.nullable(),
  /** The best seen so far, see `figureOfMerit.ts`. */
  best: heldOutFigureSchema.nullable(),
  /** The initialization before any meta-iteration, on the same tasks. */
  untrained: heldOutFigureSchema.nullable(),
  /** The latest on tasks of training classes, where the experiment asks for it: no figure of merit. */
  trainingClasses: heldOutFigureSchema.nullable().default(null),
  failure: failureIfKnown,
  /** Names of control requests that were carried out, newest last; the requester finds its own here. */
  answeredRequests: z.array(word).transform((names) => names.slice(-mostAnswers)),
});

export type Manifest = z.output<typeof manifestSchema>;
export type { HeldOutFigure };
export type RecordedState = z.output<typeof recordedStateSchema>;
export type RunProcess = z.output<typeof processSchema>;
export type QueueTicket = z.output<typeof queueTicketSchema>;

/** Characters of all assignments together. */
export function lengthOf(overrides: readonly string[]): number {
  return overrides.reduce((length, override) => length + override.length, 0);
}

/** The manifest of a run that nobody has begun. */
export function newManifest(run: {
  readonly id: string;
  readonly createdAt: string;
  readonly experiment: AnyExperiment;
  readonly experimentPath: string;
  readonly overrides: readonly string[];
  readonly askedBy: AskedBy;
  readonly launcher: RunLauncher;
  readonly group?: RunGroup;
  readonly version: string;
}): Manifest {
  const { experiment } = run;
  return {
    formatVersion: 1,
    id: run.id,
    name: experiment.name,
    tags: [...experiment.tags],
    seed: experiment.seed,
    state: 'queued',
    createdAt: run.createdAt,
    startedAt: null,
    endedAt: null,
    activeSeconds: 0,
    heartbeatAt: null,
    process: null,
    askedBy: run.askedBy,
    launcher: run.launcher,
    group: run.group ?? null,
    queuePlace: null,
    continues: null,
    earlierLengths: [],
    promotedAs: null,
    initializedFrom: null,
    queueTicket: null,
    madeHere: null,
    experimentPath: run.experimentPath,
    experimentFromRun: null,
    overrides: [...run.overrides],
    ...shownInManifest(experiment),
    trainedBy: trainedByOf(experiment),
    loading: null,
    heldOut: null,
    splitDigest: null,
    heldOutDigest: null,
    acceptsChangedData: false,
    dataChanges: [],
    programDigests: [],
    baselines: null,
    backend: null,
    engineVariant: null,
    engineReason: null,
    workers: null,
    memoryBytes: null,
    parameterCount: null,
    versions: { reptileLab: run.version, ...platformVersions() },
    gitCommit: null,
    gitDirty: null,
    iteration: 0,
    metaIterationsPerSecond: null,
    workerIdleShare: null,
    checkpointIteration: null,
    latestTrainingLoss: null,
    latest: null,
    best: null,
    untrained: null,
    trainingClasses: null,
    failure: null,
    answeredRequests: [],
  };
}

/** What a manifest repeats of who trains, and how long. */
export function shownInManifest(
  experiment: AnyExperiment,
): Pick<Manifest, 'taskKind' | 'algorithmKind' | 'metaIterations'> {
  // Zero stands for a number that nobody knows.
  if (isExternal(experiment))
    return { taskKind: null, algorithmKind: null, metaIterations: experiment.trainer.steps ?? 0 };
  const { task, algorithm } = experiment;
  return { taskKind: task.kind, algorithmKind: algorithm.kind, metaIterations: algorithm.metaIterations };
}

/**
 * What the calling process runs on: the numbers of a run are made by its trainer, not by the process that made the run.
 */
export function platformVersions(): Omit<Manifest['versions'], 'reptileLab'> {
  const { node, v8 } = process.versions;
  return { node, v8, platform: `${process.platform}-${process.arch}` };
}
