// How an evaluation measures: from what a person asks for to settings of the run's experiment, and to the protocol that
// is stored.

import path from 'node:path';
import type { Experiment } from '../experiment/schema.ts';
import type { MeasuredSide } from '../meta/measuredSide.ts';
import { type EvaluationProtocol, protocolVersion } from '../runs/evaluations.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { TrainedRun } from './openTrainedRun.ts';

/** What is asked for; undefined: as the run's experiment says. */
export interface EvaluationSettings {
  /** By default 1000, or all of a fixed list: see `settleTasks`. */
  readonly tasks: number | undefined;
  /** By default the first task that the run's own evaluations do not use, or the first of a fixed list. */
  readonly firstTask: number | undefined;
  /** Names the sequence of held-out tasks. */
  readonly seed: number | undefined;
  /** Each is measured. */
  readonly shots: readonly number[] | undefined;
  readonly queries: number | undefined;
  readonly innerSteps: number | undefined;
  readonly innerBatch: number | undefined;
  /** Each is measured, of one adaptation. */
  readonly transductive: readonly boolean[] | undefined;
  /** Which classes tasks are of. */
  readonly side: MeasuredSide;
}

/** With the tasks that are measured settled, see `settleTasks`. */
export interface SettledSettings extends EvaluationSettings {
  readonly tasks: number;
  readonly firstTask: number;
}

/** Everything as the run's experiment says. */
export const asTheExperimentSays: Omit<EvaluationSettings, 'tasks'> = {
  firstTask: undefined,
  seed: undefined,
  shots: undefined,
  queries: undefined,
  innerSteps: undefined,
  innerBatch: undefined,
  transductive: undefined,
  side: 'heldOut',
};

/** The assignments that make the run's experiment that of the evaluation, for each number of shots. */
export function changesFor({ shots, queries, innerSteps, innerBatch }: EvaluationSettings): (readonly string[])[] {
  const assign = (key: string, value: number | undefined) => (value === undefined ? [] : [`${key}=${value}`]);
  const common = [
    ...assign('task.queries', queries),
    ...assign('evaluation.innerSteps', innerSteps),
    ...assign('evaluation.innerBatch', innerBatch),
  ];
  return (shots ?? [undefined]).map((count) => [...assign('task.shots', count), ...common]);
}

/** @param experiment the run's, changed by `changesFor` */
export function protocolOf(
  run: TrainedRun,
  experiment: Experiment,
  settings: SettledSettings,
  transductive: boolean,
): EvaluationProtocol {
  const { task, evaluation } = experiment;
  const folder = path.dirname(locateExperiment(run.directory, run.manifest));
  return {
    version: protocolVersion,
    seed: settings.seed ?? experiment.seed,
    firstTask: settings.firstTask,
    tasks: settings.tasks,
    innerSteps: evaluation.innerSteps,
    innerBatch: evaluation.innerBatch,
    transductive,
    side: settings.side,
    shots: 'shots' in task ? task.shots : null,
    task: withAbsolutePaths(task, folder),
  };
}

/** A copy in which every `path` is absolute: two experiments in different folders may mean the same data. */
function withAbsolutePaths(section: object, folder: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(section).map(([key, value]: [string, unknown]) => {
      if (key === 'path' && typeof value === 'string') return [key, path.resolve(folder, value)];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key, value];
      return [key, withAbsolutePaths(value, folder)];
    }),
  );
}
