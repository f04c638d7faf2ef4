// Which of several stored evaluations of a run, all measured in one way, counts where a single figure stands for them.

import { fewestForInterval } from '../meta/interval.ts';

/** What an evaluation is weighed by. */
export interface WeighedEvaluation {
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  /** Of the checkpoint. */
  readonly iteration: number;
  /** That were measured, whatever was asked for. */
  readonly tasks: number;
  /** Of these the ones by which nothing was chosen, see `unchosenAmong`. */
  readonly unchosenTasks: number;
}

/** Tasks `firstTask … firstTask + tasks - 1` of the sequence that a seed names. */
interface StretchOfTasks {
  readonly seed: number;
  readonly firstTask: number;
  readonly tasks: number;
}

/**
 * How many of the tasks are none of those that measure the run while it trains: by these its best checkpoint was chosen.
 * @param training undefined where nobody knows
 * @param isListed whether they are a fixed list, which is the same for every seed
 */
export function unchosenAmong(
  { seed, firstTask, tasks }: StretchOfTasks,
  training: Pick<StretchOfTasks, 'seed' | 'tasks'> | undefined,
  isListed: boolean,
): number {
  if (training === undefined || (training.seed !== seed && !isListed)) return tasks;
  const shared = Math.min(firstTask + tasks, training.tasks) - firstTask;
  return tasks - Math.max(0, shared);
}

/**
 * Orders the one that counts first: one with an interval before one of too few tasks for any, then that of the latest
 * checkpoint, then that of most tasks by which nothing was chosen, then of most tasks at all, then the newest.
 */
export function byWorth(one: WeighedEvaluation, other: WeighedEvaluation): number {
  return (
    Number(hasInterval(other)) - Number(hasInterval(one)) ||
    other.iteration - one.iteration ||
    other.unchosenTasks - one.unchosenTasks ||
    other.tasks - one.tasks ||
    (one.createdAt === other.createdAt ? 0 : one.createdAt > other.createdAt ? -1 : 1)
  );
}

function hasInterval({ tasks }: WeighedEvaluation): boolean {
  return tasks >= fewestForInterval;
}
