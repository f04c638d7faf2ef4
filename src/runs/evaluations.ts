// Stored evaluations: what `eval` and `compare` measured of a run, one file each in the run's `evaluations/`.

import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { setImmediate as giveTurn } from 'node:timers/promises';
import * as z from 'zod';
import { lookAtEntry, readBounded } from '../base/boundedFile.ts';
import { OutsizedJsonError } from '../base/boundedJson.ts';
import { listOf, measuredList, numberLists, textList } from '../base/boundedLists.ts';
import { crowdIn } from '../base/crowd.ts';
import { type ChosenNames, chooseNames } from '../base/folderNames.ts';
import { makeFolder } from '../base/plainFolder.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import { baselineNames } from '../experiment/baselineNames.ts';
import { meanOf } from '../meta/statistics.ts';
import { meanAndInterval, quantitySchema, reportSchema, taskFigures } from './evaluationReportSchema.ts';
import { type FileProblem, fileProblemOf } from './fileProblem.ts';
import { encodeFitting, type FileBounds } from './fittingJson.ts';
import { compactTime, runFiles } from './runDirectory.ts';
import type { RunNotice } from './runNotice.ts';
import { describeOmission, smallerEvaluations } from './smallerEvaluations.ts';
import { dataChangesSchema } from './storedChanges.ts';
import { agreesWithSum, parseInTurns, withSum } from './summedJson.ts';

/**
 * For reading and for writing. Figures of 100,000 tasks take several megabytes; texts are names of samples, each once,
 * and of classes.
 */
const evaluationBounds: FileBounds = { bytes: 1 << 23, depth: 16, values: 450_000, names: 20_000, texts: 150_000 };
/** Of very many the newest. */
const mostListed = 1000;

/** Raised when the same protocol measures or reports otherwise than before: figures of different versions are not compared. */
export const protocolVersion = 1;

const protocolSchema = z.object({
  version: z.int().min(1).default(1),
  /** Names the sequence of held-out tasks; tasks `firstTask … firstTask + tasks - 1` of it were asked for. */
  seed: z.int(),
  firstTask: z.int().min(0),
  tasks: z.int().min(1),
  innerSteps: z.int().min(0),
  innerBatch: z.int().min(1),
  transductive: z.boolean(),
  /** Whether tasks are of held-out classes, or of training classes. */
  side: z.enum(['heldOut', 'training']).default('heldOut'),
  /** Support samples of each class, or points; null where a task has no such number. */
  shots: z.int().nullable(),
  /** The experiment's task section, with what was changed for the evaluation, and data paths absolute. */
  task: z.record(z.string(), z.unknown()),
});

const places = numberLists();

/**
 * What the samples of each task are called in the data. `ways` are places in `classes`; `support` and `query` are places
 * in `names`, way after way, as many of each.
 */
const samplesSchema = z
  .object({ classes: textList, names: textList, ways: places, support: places, query: places })
  .refine(
    ({ classes, names, ways, support, query }) =>
      support.length === ways.length &&
      query.length === ways.length &&
      arePlaces(ways, classes) &&
      arePlaces(support, names) &&
      arePlaces(query, names),
    { path: ['names'] },
  );

function arePlaces(lists: readonly (readonly number[])[], { length }: readonly string[]): boolean {
  return lists.every((list) => list.every((place) => Number.isInteger(place) && place >= 0 && place < length));
}

const splitDigest = z.string().regex(/^[0-9a-f]{32}$/);

/** What the tasks were made of, see `dataSplit.ts`. */
const measuredDataSchema = z.object({
  /** Of both sides of the split, and of what held-out tasks are drawn from. */
  split: splitDigest,
  heldOut: splitDigest,
  /** Where a person had it measured on data that had changed since the run kept its split. */
  changes: dataChangesSchema.nullable(),
});

/** What a classical method achieves on the same tasks. */
const baselineSchema = z.object({
  name: z.enum(baselineNames),
  /** That by which the run is judged first. */
  quantity: quantitySchema,
  after: meanAndInterval,
  /** Mean over tasks of the run's figure after adaptation minus the baseline's on the same task. */
  difference: meanAndInterval,
  /** In task order; as many as are kept of the run's own. */
  values: measuredList,
});

const versionedSchema = z.object({ formatVersion: z.number() });

const evaluationSchema = z.object({
  formatVersion: z.literal(1),
  /** ISO 8601 in UTC. */
  createdAt: z.string(),
  protocol: protocolSchema,
  /** Null for tasks without data; undefined where an earlier version measured. */
  data: measuredDataSchema.nullable().optional(),
  /**
   * Whether most of the tasks are those that measured the run while it trained, and the checkpoint is the one that was
   * best on them: then it looks better than it is. Undefined where it is not, or where an earlier version measured.
   */
  isChosenByItsTasks: z.literal(true).optional(),
  /** Which parameters were measured, see `measuredParameters.ts`. */
  initialization: z.object({
    iteration: z.int(),
    parametersSha256: z.string(),
    /** Undefined where an earlier version measured. */
    isRandom: z.boolean().optional(),
  }),
  engineVariant: z.string(),
  workers: z.int(),
  /** Seconds that measuring took. Where an adaptation was measured with and without transduction, of both together. */
  seconds: z.number(),
  /** Fewer tasks than the protocol asks for where the evaluation was ended early. */
  report: reportSchema,
  /** In task order. */
  tasks: listOf(taskFigures),
  /** Of classification tasks whose samples have names; of very many tasks the first ones. */
  samples: samplesSchema.optional(),
  /** Undefined where they were not asked for; empty where there are none for such tasks. */
  baselines: listOf(baselineSchema)
    .refine(({ length }) => length <= baselineNames.length)
    .optional(),
});

/** A mean is computed in the same order from the same numbers; what is stored of it is a decimal fraction. */
const toleratedDeviation = 1e-9;

/**
 * Whether the figures of single tasks, by the quantity that the report puts first, are those that its mean is of, as
 * far as all of them are kept.
 */
export function agreesWithReport({ report, tasks }: StoredEvaluation): boolean {
  const [[figures], [reported]] = [tasks, report.figures];
  if (figures === undefined || reported === undefined || figures.quantity !== reported.quantity) return false;
  if (figures.after.length !== report.tasks) return figures.after.length < report.tasks;
  const [mean, own] = [meanOf(figures.after), reported.after.mean];
  return Object.is(mean, own) || Math.abs(mean - own) <= toleratedDeviation * Math.abs(own);
}

export type StoredEvaluation = z.output<typeof evaluationSchema>;
export type BaselineResult = z.output<typeof baselineSchema>;
/** A baseline without its figures of single tasks. */
type BaselineSummary = Omit<BaselineResult, 'values'>;
/** An evaluation without the figures of its single tasks, which are nearly all of it. */
export interface StoredSummary extends Omit<StoredEvaluation, 'tasks' | 'baselines' | 'samples'> {
  readonly baselines?: readonly BaselineSummary[] | undefined;
}
export type StoredSamples = z.output<typeof samplesSchema>;
export type MeasuredData = z.output<typeof measuredDataSchema>;
export type EvaluationProtocol = StoredEvaluation['protocol'];

/** @typeParam Kept what is known of an evaluation */
export type EvaluationListing<Kept = StoredEvaluation> =
  | { readonly kind: 'evaluation'; readonly file: string; readonly evaluation: Kept }
  /** Cannot be read; `notice` says why. */
  | { readonly kind: 'unreadable'; readonly file: string; readonly notice: RunNotice };

/** Where an evaluation was stored. */
export interface StoredFile {
  /** Absolute path. */
  readonly file: string;
  /** What was left out, in a sentence or two, because it could not be read back. */
  readonly omission: string | undefined;
}

/**
 * Writes `evaluations/<UTC time>-<4 hex>.json`, as much of the evaluation as can be read back, with every mean and
 * interval. Nothing else of the run is touched, so its trainer may be at work.
 * @throws RangeError where even the least of it could not be read back; the system's error where the run's folder
 * cannot be written, or has been deleted
 */
export async function storeEvaluation(directory: string, evaluation: StoredEvaluation): Promise<StoredFile> {
  const { evaluations } = runFiles(directory);
  const fitting = encodeFitting(smallerEvaluations(evaluation, evaluationBounds.values), evaluationBounds, withSum);
  if (fitting === undefined) throw new RangeError('It is too large to be read back. Evaluate with fewer classes.');
  await makeFolder(evaluations);
  const time = compactTime(new Date(evaluation.createdAt));
  let file: string;
  do file = path.join(evaluations, `${time}-${randomBytes(2).toString('hex')}.json`);
  while ((await lookAtEntry(file)) !== undefined);
  await writeAtomically(file, fitting.text);
  return { file, omission: describeOmission(fitting.value, evaluation) };
}

export interface FoundEvaluations extends Pick<ChosenNames, 'seen'> {
  /** Absolute paths, newest first by their names; of thousands the newest. */
  readonly files: readonly string[];
  /** That not all are among them. */
  readonly problem: Extract<EvaluationListing, { readonly kind: 'unreadable' }> | undefined;
}

/** The files of the run's evaluations. Throws the system's error when they cannot be listed. */
export async function findEvaluations(directory: string): Promise<FoundEvaluations> {
  const { evaluations } = runFiles(directory);
  const rankOf = (name: string) => {
    const [, day, time] = /^(\d{8})T(\d{6})Z-[0-9a-f]{4}\.json$/.exec(name) ?? [];
    return day === undefined || time === undefined ? undefined : -Number(day + time);
  };
  const chosen = await chooseNames(evaluations, { rankOf, most: mostListed });
  const crowd = crowdIn(evaluations, chosen, 'evaluations');
  return {
    files: chosen.names
      .toSorted()
      .reverse()
      .map((name) => path.join(evaluations, name)),
    problem: crowd && {
      kind: 'unreadable',
      file: evaluations,
      notice: { of: 'evaluation', problem: { code: 'crowd', ...crowd } },
    },
    seen: chosen.seen,
  };
}

/** SHA-256 of parameters as a checkpoint's `parameters.f32` holds them, in hexadecimal. */
export function parametersSha256(parameters: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength))
    .digest('hex');
}

/** Never rejects: what cannot be read says why. */
export async function readEvaluation(file: string): Promise<EvaluationListing> {
  const unreadable = (problem: FileProblem): EvaluationListing => ({
    kind: 'unreadable',
    file,
    notice: { of: 'evaluation', problem },
  });
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(file, evaluationBounds.bytes);
  } catch (error) {
    return unreadable(error instanceof RefusedFileError ? fileProblemOf(file, error) : { code: 'notOpened', file });
  }
  let value: unknown;
  try {
    value = await parseInTurns(bytes, evaluationBounds);
  } catch (error) {
    return unreadable(error instanceof OutsizedJsonError ? fileProblemOf(file, error) : { code: 'notJson', file });
  }
  const versioned = versionedSchema.safeParse(value);
  if (versioned.success && versioned.data.formatVersion > 1) {
    return unreadable({ code: 'newer', file });
  }
  const evaluation = evaluationSchema.safeParse(value);
  await giveTurn();
  if (evaluation.success && !agreesWithSum(bytes)) return unreadable({ code: 'otherSum', file });
  if (evaluation.success) return { kind: 'evaluation', file, evaluation: evaluation.data };
  const where = evaluation.error.issues.map((issue) => issue.path.join('.')).join(', ');
  return unreadable({ code: 'otherShape', file, where });
}
