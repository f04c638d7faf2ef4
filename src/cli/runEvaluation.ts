// Evaluates a run: its trained initialization and, on the same tasks, the random one that it started from.

import { availableParallelism } from 'node:os';
import { ModelError } from '../engine/model.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { EvaluationSummary } from '../meta/evaluate.ts';
import type { MetaState } from '../meta/metaState.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import type { LoadProgress } from '../tasks/loadOptions.ts';
import { TaskError } from '../tasks/taskError.ts';
import { NothingLearnedError, openTrainedRun, type TrainedRun } from '../trainer/openTrainedRun.ts';
import { ExperimentRefused } from '../trainer/prepareRun.ts';
import { type EvaluationPlan, evaluateInitialization } from './evaluation.ts';
import { CommandError } from './failures.ts';

export interface RunEvaluationOptions {
  readonly tasks: number;
  /** Undefined: the first task that the run's own evaluations do not use. */
  readonly firstTask: number | undefined;
  /** Undefined: as the experiment says. */
  readonly transductive: boolean | undefined;
  /** Undefined: a thread for each core. */
  readonly workers: number | undefined;
  readonly compareRandom: boolean;
}

export interface RunEvaluation {
  /** Meta-iterations that the trained initialization has behind it. */
  readonly iteration: number;
  readonly plan: EvaluationPlan;
  readonly trained: EvaluationSummary;
  readonly random: EvaluationSummary | undefined;
}

export interface EvaluationWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (finished: number, total: number) => void;
  /** Told while the run's data are read, where that takes long. */
  readonly onLoading: (progress: LoadProgress) => void;
  readonly onWarning: (message: string) => void;
}

/**
 * Measures the run's newest checkpoint; the run may be at work meanwhile. Rejects with the signal's reason when aborted.
 * @throws {CommandError} when there is no good checkpoint, or the experiment's data has gone
 */
export async function evaluateRun(
  directory: string,
  options: RunEvaluationOptions,
  watch: EvaluationWatch,
): Promise<RunEvaluation> {
  const run = await open(directory, options.workers ?? availableParallelism(), watch);
  try {
    run.warnings.forEach(watch.onWarning);
    const plan = planFor(run.experiment, options);
    const total = plan.tasks * (options.compareRandom ? 2 : 1);
    const measure = (state: MetaState, earlier: number) =>
      evaluateInitialization(run.executor, state, plan, {
        signal: watch.signal,
        onProgress: (finished) => watch.onProgress(earlier + finished, total),
      });
    const trained = await measure(run.trained, 0);
    const random = options.compareRandom ? await measure(run.untrained, plan.tasks) : undefined;
    return { iteration: run.trained.iteration, plan, trained, random };
  } finally {
    await run.executor.dispose();
  }
}

function planFor({ evaluation }: Experiment, { tasks, firstTask, transductive }: RunEvaluationOptions): EvaluationPlan {
  return {
    firstTask: firstTask ?? evaluation.tasks,
    tasks,
    innerSteps: evaluation.innerSteps,
    innerBatch: evaluation.innerBatch,
    transductive: transductive ?? evaluation.transductive,
  };
}

const kindsThatExplainThemselves = [ExperimentRefused, ManifestError, ModelError, NothingLearnedError, TaskError];

async function open(directory: string, workers: number, { signal, onLoading }: EvaluationWatch): Promise<TrainedRun> {
  try {
    return await openTrainedRun(directory, { workers, signal, onProgress: onLoading });
  } catch (error) {
    if (!kindsThatExplainThemselves.some((kind) => error instanceof kind)) throw error;
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
