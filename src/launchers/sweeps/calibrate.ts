// How long an experiment's meta-iterations and evaluations take on this machine, and what its data and its learner take
// of the memory: some of them are done, for a second or two, by one worker.

import path from 'node:path';
import { chooseEngine } from '../../engine/chooseEngine.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { evaluateState } from '../../meta/heldOutEvaluation.ts';
import { initialMetaState } from '../../meta/initialMetaState.ts';
import { learnerOptionsFor } from '../../meta/learningContext.ts';
import { metaTrain } from '../../meta/metaTrainer.ts';
import type { LoadOptions } from '../../tasks/loadOptions.ts';
import { createExecutor } from '../../workers/createExecutor.ts';
import { describeTasks } from '../../workers/describeTasks.ts';
import { loadTaskDataApart } from '../../workers/loadTaskDataApart.ts';
import { type MeasuredMemory, memoryOfData } from './memoryOfRun.ts';
import { undisturbedTime } from './undisturbedTime.ts';

/** Of one worker alone, in seconds of a machine that has nothing else to do. */
export interface MeasuredPace {
  /** From the start of the process to the first meta-iteration. */
  readonly start: number;
  readonly metaIteration: number;
  /** Of one held-out task. */
  readonly evaluatedTask: number;
  readonly memory: MeasuredMemory;
}

/** So long meta-iterations are taken, at least two of them. */
const trainedMilliseconds = 1200;
const evaluatedMilliseconds = 400;
/** Node, its modules and the run's files, beside the data. */
const processSeconds = 0.4;

export interface CalibrationOptions {
  /** Of the experiment file. */
  readonly file: string;
  readonly cache?: LoadOptions['cache'];
  readonly signal: AbortSignal;
}

/**
 * Executes what the experiment executes. It rejects with the signal's reason, and with what a trainer of the experiment
 * would fail with.
 */
export async function calibrate(experiment: Experiment, options: CalibrationOptions): Promise<MeasuredPace> {
  const { file, cache, signal } = options;
  const experimentFolder = path.dirname(file);
  const sinceStart = undisturbedTime();
  const data = await loadTaskDataApart(experiment.task, experimentFolder, { signal, ...(cache && { cache }) });
  const { outline, dispose } = await describeTasks(experiment.task, data, { signal });
  try {
    const single: Experiment = {
      ...experiment,
      engine: { ...experiment.engine, workers: 1 },
      // Evaluations are timed by themselves.
      evaluation: { ...experiment.evaluation, every: 1_000_000_000, tasks: 1, trainingClasses: false },
      algorithm: { ...experiment.algorithm, metaIterations: 1_000_000_000 },
    };
    const { engine, ...choice } = await chooseEngine({
      spec: single.engine,
      options: learnerOptionsFor(single, outline),
      experimentFolder,
    });
    const executor = await createExecutor(single, data, { engine, ...choice }, { outline, signal, workers: 1 });
    try {
      const start = sinceStart() + processSeconds;
      const metaIteration = await timeMetaIterations(single, { distribution: outline, executor, signal });
      const state = initialMetaState(single, outline);
      const evaluate = (tasks: number) =>
        evaluateState(executor, state, { ...experiment.evaluation, tasks }, { signal });
      const memory = { ...memoryOfData(data), learner: executor.memoryBytes };
      return { start, metaIteration, evaluatedTask: await timeEvaluations(evaluate), memory };
    } finally {
      await executor.dispose();
    }
  } finally {
    await dispose();
  }
}

type Training = Omit<Parameters<typeof metaTrain>[0], 'experiment' | 'resumeFrom'>;

/** The mean of those of the second half, since the first ones meet cold code. */
async function timeMetaIterations(experiment: Experiment, training: Training): Promise<number> {
  const since = undisturbedTime();
  const ends: number[] = [];
  const until = performance.now() + trainedMilliseconds;
  for await (const event of metaTrain({ experiment, ...training })) {
    if (event.kind === 'ended') training.signal.throwIfAborted();
    if (event.kind === 'iteration') ends.push(since());
    if (ends.length > 1 && performance.now() > until) break;
  }
  return paceOf(ends);
}

async function timeEvaluations(evaluate: (tasks: number) => Promise<unknown>): Promise<number> {
  const since = undisturbedTime();
  const ends = [0];
  const until = performance.now() + evaluatedMilliseconds;
  do {
    await evaluate(1);
    ends.push(since());
  } while (performance.now() < until);
  return paceOf(ends);
}

/** Seconds from one end to the next, over the second half of them. @param ends at least two */
function paceOf(ends: readonly number[]): number {
  const from = Math.floor((ends.length - 1) / 2);
  const seconds = (ends.at(-1) ?? 0) - (ends[from] ?? 0);
  return Math.max(shortest, seconds / (ends.length - 1 - from));
}

/** Clocks of processors may tick in hundredths of seconds. */
const shortest = 1e-6;
