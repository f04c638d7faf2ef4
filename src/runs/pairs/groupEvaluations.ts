// Which stored evaluations of several runs are of the same held-out tasks, so that their figures can be paired.

import { createHash } from 'node:crypto';
import { reasonApart } from '../comparableEvaluation.ts';
import type { EvaluationProtocol, EvaluationSummary, StoredEvaluation } from '../evaluations.ts';
import { textOfTasks } from '../heldOutTasks.ts';
import type { Manifest } from '../manifest.ts';

/** What is known of a stored evaluation without reading its figures of single tasks. */
export interface ListedEvaluation {
  /** Absolute path. */
  readonly file: string;
  readonly evaluation: MeasuredOnTasks;
}

/** What tells on which tasks an evaluation measured, and what it measured. */
export interface MeasuredOnTasks extends Pick<EvaluationSummary, 'createdAt' | 'protocol' | 'data' | 'initialization'> {
  readonly report: Pick<EvaluationSummary['report'], 'tasks'>;
}

export function measuredOn({ createdAt, protocol, data, initialization, report }: StoredEvaluation): MeasuredOnTasks {
  return { createdAt, protocol, data, initialization, report: { tasks: report.tasks } };
}

/** A run and what was measured of it. */
export interface EvaluatedRun {
  readonly directory: string;
  readonly manifest: Pick<Manifest, 'splitDigest' | 'dataChanges'>;
  readonly evaluations: readonly ListedEvaluation[];
}

/** Runs that were measured on the same tasks. */
export interface SameTasks {
  /** Of the first; the others have the same seed, first task, shots, transduction and distribution. */
  readonly protocol: EvaluationProtocol;
  readonly data: EvaluationSummary['data'];
  /** Tasks that all were measured on. */
  readonly tasks: number;
  /** In the order of the runs; of several evaluations of a run that of the latest checkpoint, of these the newest. */
  readonly members: readonly { readonly directory: string; readonly listed: ListedEvaluation }[];
}

/**
 * All sets of runs, two at least, with evaluations of the same tasks, the one with most runs first, then the one with
 * most tasks, then the newest. Evaluations that stand for themselves, and those of the random initialization, are in
 * none.
 */
export function groupEvaluations(runs: readonly EvaluatedRun[]): readonly SameTasks[] {
  const groups = new Map<
    string,
    { readonly first: ListedEvaluation; readonly members: Map<string, ListedEvaluation> }
  >();
  for (const { directory, manifest, evaluations } of runs)
    for (const listed of evaluations) {
      if (!isPairable(listed, manifest)) continue;
      const tasks = tasksOf(listed.evaluation);
      if (tasks === undefined) continue;
      const group = groups.get(tasks);
      if (group === undefined) groups.set(tasks, { first: listed, members: new Map([[directory, listed]]) });
      else {
        const known = group.members.get(directory);
        if (known === undefined || isWorthMore(listed, known)) group.members.set(directory, listed);
      }
    }
  return [...groups.values()]
    .filter(({ members }) => members.size > 1)
    .map(toSameTasks)
    .sort(byWorth);
}

/** Whether its figures may be set beside those of other runs. */
export function isPairable({ evaluation }: ListedEvaluation, manifest: EvaluatedRun['manifest']): boolean {
  return evaluation.initialization.iteration > 0 && reasonApart(evaluation, manifest) === undefined;
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
export function hasSameHeldOut(one: EvaluationSummary['data'], other: EvaluationSummary['data']): boolean {
  if (one === undefined || other === undefined) return false;
  return one === null || other === null ? one === other : one.heldOut === other.heldOut;
}

function isWorthMore({ evaluation: one }: ListedEvaluation, { evaluation: other }: ListedEvaluation): boolean {
  const later = one.initialization.iteration - other.initialization.iteration;
  return later !== 0 ? later > 0 : one.createdAt > other.createdAt;
}

function toSameTasks({
  first,
  members,
}: {
  readonly first: ListedEvaluation;
  readonly members: ReadonlyMap<string, ListedEvaluation>;
}): SameTasks {
  const { protocol, data } = first.evaluation;
  return {
    ...{ protocol, data },
    tasks: Math.min(...[...members.values()].map(({ evaluation }) => evaluation.report.tasks)),
    members: [...members].map(([directory, listed]) => ({ directory, listed })),
  };
}

function byWorth(one: SameTasks, other: SameTasks): number {
  const newest = ({ members }: SameTasks) =>
    members.map(({ listed }) => listed.evaluation.createdAt).reduce((a, b) => (a > b ? a : b), '');
  const [a, b] = [newest(one), newest(other)];
  return other.members.length - one.members.length || other.tasks - one.tasks || (a > b ? -1 : a < b ? 1 : 0);
}
