// What a table shows of a stored evaluation: the way of measuring and one figure a quantity. Of all runs together they
// are kept in memory by the ten thousand, so the rest of a file, which is nearly all of it, is not.

import { createHash } from 'node:crypto';
import type { BaselineName } from '../experiment/baselineNames.ts';
import { partHeldOut, textOfHeldOut } from '../experiment/heldOutTasks.ts';
import type { Quantity } from '../experiment/quantities.ts';
import type { MeanWithInterval } from '../meta/interval.ts';
import { slugOf } from './createRun.ts';
import type { StoredEvaluation } from './evaluations.ts';

export interface MeasuredEvaluation {
  readonly createdAt: string;
  readonly protocol: MeasuredProtocol;
  /** As far as it tells whether the evaluation stands for itself, see `comparableEvaluation.ts`. */
  readonly data: { readonly split: string; readonly changes: true | null } | null | undefined;
  /** Likewise. */
  readonly isChosenByItsTasks?: true | undefined;
  readonly iteration: number;
  /** That were measured, fewer than were asked for where it was ended early. */
  readonly tasks: number;
  /** Of meta-iteration 0, whose parameters these are, see `measuredParameters.ts`. */
  readonly untrained: Pick<StoredEvaluation['initialization'], 'isRandom' | 'parametersSha256'> | undefined;
  /** After adaptation. */
  readonly figures: readonly { readonly quantity: Quantity; readonly after: MeanWithInterval }[];
  /** Of the same tasks; empty where none were measured. */
  readonly baselines: readonly {
    readonly name: BaselineName;
    readonly quantity: Quantity;
    readonly after: MeanWithInterval;
  }[];
}

interface MeasuredProtocol
  extends Pick<
    StoredEvaluation['protocol'],
    'version' | 'side' | 'seed' | 'firstTask' | 'shots' | 'innerSteps' | 'innerBatch' | 'transductive'
  > {
  /** What the data are called: a public set's name, the last two steps of an own one's path, or the kind of tasks. */
  readonly dataName: string;
  readonly ways: number | undefined;
  /** Query samples of each class, or of a task. */
  readonly queries: number | undefined;
  /** What is asked of classes and queries, see `grouping.ts`; empty for nothing. */
  readonly grouping: readonly string[];
  /** Whether held-out classes are turned, too. */
  readonly isTurned: boolean;
  /** Whether the tasks are those of a fixed list. */
  readonly isListed: boolean;
  /** Whether held-out classes are those that settings are chosen by. */
  readonly isValidation: boolean;
  /** A digest of what is held out, see `textOfHeldOut`. */
  readonly heldOut: string;
}

/** In UTF-16 units; times and names of groupings are shorter. */
const longestWord = 32;
/** Of a digest, to tell it from others. */
const digits = 8;

export function measuredIn({
  createdAt,
  protocol,
  data,
  initialization,
  report,
  isChosenByItsTasks,
  baselines = [],
}: StoredEvaluation): MeasuredEvaluation {
  const { version, side, seed, firstTask, shots, innerSteps, innerBatch, transductive, task } = protocol;
  const { ways, queries, grouping, heldOutRotations, episodes } = task;
  const asked = typeof grouping === 'object' && grouping !== null ? Object.values(grouping).slice(0, 2) : [];
  return {
    // A part of a long text would hold the whole in memory.
    createdAt: createdAt.length > longestWord ? '' : createdAt,
    protocol: {
      version,
      side,
      seed,
      firstTask,
      shots,
      innerSteps,
      innerBatch,
      transductive,
      dataName: dataNameOf(task),
      ways: typeof ways === 'number' ? ways : undefined,
      queries: typeof queries === 'number' ? queries : undefined,
      grouping: asked.filter((word: unknown) => typeof word === 'string' && word.length <= longestWord),
      isTurned: heldOutRotations === true,
      isListed: typeof episodes === 'object' && episodes !== null,
      isValidation: partHeldOut(protocol) === 'validation',
      heldOut: createHash('sha256').update(textOfHeldOut(protocol)).digest('hex').slice(0, digits),
    },
    data: data && { split: data.split, changes: data.changes === null ? null : true },
    ...(isChosenByItsTasks && { isChosenByItsTasks }),
    iteration: initialization.iteration,
    tasks: report.tasks,
    untrained: initialization.iteration === 0 ? untrainedOf(initialization) : undefined,
    figures: report.figures.map(({ quantity, after: { mean, ci95 } }) => ({ quantity, after: { mean, ci95 } })),
    baselines: baselines.map(({ name, quantity, after: { mean, ci95 } }) => ({
      name,
      quantity,
      after: { mean, ci95 },
    })),
  };
}

/** In hexadecimal digits. */
const lengthOfSum = 64;

function untrainedOf({ isRandom, parametersSha256 }: StoredEvaluation['initialization']) {
  return { isRandom, parametersSha256: parametersSha256.length > lengthOfSum ? '' : parametersSha256 };
}

/** Sources of a person's own data, of which only their places tell them apart. */
const ownSources: ReadonlySet<unknown> = new Set(['folder', 'file', undefined]);

/** A word of letters, digits and hyphens; what says more, or says it in other letters, is told apart by a digest. */
function dataNameOf({ kind, dataset, path: module }: StoredEvaluation['protocol']['task']): string {
  const { source, path: place = module } = isRecord(dataset) ? dataset : {};
  const name = !ownSources.has(source) ? source : (lastStepsOf(place) ?? kind);
  if (typeof name !== 'string') return 'unknown';
  const slug = slugOf(name);
  if (slug === name) return slug;
  return `${slug.slice(0, longestWord)}-${createHash('sha256').update(name).digest('hex').slice(0, 4)}`;
}

/** Where a project lies is another place on another machine. */
function lastStepsOf(place: unknown): string | undefined {
  const steps = typeof place === 'string' ? place.split(/[\\/]/).filter((step) => step !== '') : [];
  return steps.length === 0 ? undefined : steps.slice(-2).join('-');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
