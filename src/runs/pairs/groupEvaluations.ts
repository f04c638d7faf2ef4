// Which stored evaluations of several runs are of the same held-out tasks, so that their figures can be paired.

import { createHash } from 'node:crypto';
import { textOfTasks } from '../../experiment/heldOutTasks.ts';
import { reasonApart } from '../comparableEvaluation.ts';
import type { EvaluationProtocol, StoredEvaluation, StoredSummary } from '../evaluations.ts';
import { byWorth, type WeighedEvaluation } from '../evaluationWorth.ts';
import type { Manifest } from '../manifest.ts';
import { measuredParametersOf } from '../measuredParameters.ts';

/** What is known of a stored evaluation without reading its figures of single tasks. */
export interface ListedEvaluation {
  /** Absolute path. */
  readonly file: string;
  readonly evaluation: MeasuredOnTasks;
}

/** What tells on which tasks an evaluation measured, and what it measured. */
export interface MeasuredOnTasks
  extends Pick<StoredSummary, 'createdAt' | 'protocol' | 'data' | 'initialization' | 'isChosenByItsTasks'> {
  readonly report: Pick<StoredSummary['report'], 'tasks'>;
  /** Whether baselines were measured on the same tasks. */
  readonly hasBaselines: boolean;
}

export function measuredOn({ createdAt, protocol, data, initialization, ...rest }: StoredEvaluation): MeasuredOnTasks {
  const { report, isChosenByItsTasks, baselines = [] } = rest;
  const hasBaselines = baselines.length > 0;
  const chosen = isChosenByItsTasks && { isChosenByItsTasks };
  return { createdAt, protocol, data, ...chosen, initialization, report: { tasks: report.tasks }, hasBaselines };
}

/** A run and what was measured of it. */
export interface EvaluatedRun {
  readonly directory: string;
  readonly manifest: Pick<Manifest, 'splitDigest' | 'dataChanges' | 'initializedFrom'>;
  readonly evaluations: readonly ListedEvaluation[];
}

/** Runs that were measured on the same tasks. */
export interface SameTasks {
  /** Of the first; the others have the same seed, first task, shots, transduction and distribution. */
  readonly protocol: EvaluationProtocol;
  readonly data: StoredSummary['data'];
  /** Tasks that all were measured on. */
  readonly tasks: number;
  /** In the order of the runs; of several evaluations of a run the one that is worth most, see `evaluationWorth.ts`. */
  readonly members: readonly { readonly directory: string; readonly listed: ListedEvaluation }[];
  /** One of theirs with baselines, that of most tasks: whatever was measured, these are of the same tasks. */
  readonly withBaselines: ListedEvaluation | undefined;
}

interface Group {
  readonly first: ListedEvaluation;
  readonly members: Map<string, ListedEvaluation>;
  withBaselines: ListedEvaluation | undefined;
}

/**
 * All sets of runs, two at least, with evaluations of the same tasks, the one with most runs first, then the one with
 * most tasks, then the newest. Evaluations that stand for themselves, and those of the random initialization, are in
 * none.
 */
export function groupEvaluations(runs: readonly EvaluatedRun[]): readonly SameTasks[] {
  const groups = new Map<string, Group>();
  for (const { directory, manifest, evaluations } of runs)
    for (const listed of evaluations) {
      if (!isPairable(listed, manifest)) continue;
      const tasks = tasksOf(listed.evaluation);
      if (tasks === undefined) continue;
      let group = groups.get(tasks);
      if (group === undefined) {
        group = { first: listed, members: new Map(), withBaselines: undefined };
        groups.set(tasks, group);
      }
      const known = group.members.get(directory);
      if (known === undefined || byWorth(weightOf(listed), weightOf(known)) < 0) group.members.set(directory, listed);
      const { hasBaselines, report } = listed.evaluation;
      if (hasBaselines && report.tasks > (group.withBaselines?.evaluation.report.tasks ?? 0))
        group.withBaselines = listed;
    }
  return [...groups.values()]
    .filter(({ members }) => members.size > 1)
    .map(toSameTasks)
    .sort(mostRunsFirst);
}

/** Whether its figures may be set beside those of other runs. */
export function isPairable({ evaluation }: ListedEvaluation, manifest: EvaluatedRun['manifest']): boolean {
  return isLearned({ evaluation }, manifest) && reasonApart(evaluation, manifest) === undefined;
}

/** Whether parameters were measured that the run, or what it begins with, has learned. */
export function isLearned(
  { evaluation }: Pick<ListedEvaluation, 'evaluation'>,
  manifest: EvaluatedRun['manifest'],
): boolean {
  return measuredParametersOf(evaluation.initialization, manifest) !== 'random';
}

const sharedKeys = ['version', 'seed', 'firstTask', 'transductive', 'side', 'shots'] as const;

/**
 * The same for evaluations of the same tasks, of which there may be tens of thousands; undefined where nobody knows what
 * the data were. Inner steps and batches may differ: they belong to how a run learns.
 */
function tasksOf({ protocol, data }: MeasuredOnTasks): string | undefined {
  if (data === undefined) return undefined;
  const measured = [...sharedKeys.map((key) => protocol[key]), textOfTasks(protocol), data?.heldOut ?? null];
  return createHash('sha256').update(JSON.stringify(measured)).digest('hex');
}

/** Of an evaluation that does not say what its data were, nobody knows. */
export function hasSameHeldOut(one: StoredSummary['data'], other: StoredSummary['data']): boolean {
  if (one === undefined || other === undefined) return false;
  return one === null || other === null ? one === other : one.heldOut === other.heldOut;
}

/** Of the same seed and first task: where one has more tasks, it has more by which nothing was chosen. */
function weightOf({ evaluation: { createdAt, initialization, report } }: ListedEvaluation): WeighedEvaluation {
  const { tasks } = report;
  return { createdAt, iteration: initialization.iteration, tasks, unchosenTasks: tasks };
}

function toSameTasks({ first, members, withBaselines }: Group): SameTasks {
  const { protocol, data } = first.evaluation;
  return {
    protocol,
    data,
    tasks: Math.min(...[...members.values()].map(({ evaluation }) => evaluation.report.tasks)),
    members: [...members].map(([directory, listed]) => ({ directory, listed })),
    withBaselines,
  };
}

function mostRunsFirst(one: SameTasks, other: SameTasks): number {
  const newest = ({ members }: SameTasks) =>
    members.map(({ listed }) => listed.evaluation.createdAt).reduce((a, b) => (a > b ? a : b), '');
  const [a, b] = [newest(one), newest(other)];
  return other.members.length - one.members.length || other.tasks - one.tasks || (a > b ? -1 : a < b ? 1 : 0);
}
