// The loop over meta-iterations: adapt a meta-batch, move θ, and now and then evaluate. It yields what happens and
// knows no files.

import type { Experiment } from '../experiment/schema.ts';
import { DivergenceError } from './divergenceError.ts';
import type { HeldOutSummary } from './evaluate.ts';
import type { TaskExecutor } from './executor.ts';
import { SlicedEvaluation } from './heldOutEvaluation.ts';
import { initialMetaState } from './initialMetaState.ts';
import type { TaskSizes } from './learningContext.ts';
import type { MetaState } from './metaState.ts';
import { metaStepSizeAt } from './metaStepSize.ts';
import { distanceBetween } from './metaUpdate.ts';
import { meanOf } from './statistics.ts';

export type MetaTrainingEvent =
  /** One meta-iteration is done; `state.iteration` counts it. */
  | {
      readonly kind: 'iteration';
      readonly state: MetaState;
      /** See `TaskLosses`: means over the meta-batch. */
      readonly firstLoss: number;
      readonly lastLoss: number;
      /** The ε of this update. */
      readonly metaStepSize: number;
      /** Euclidean length of the step that the meta-parameters took. */
      readonly updateNorm: number;
      /** Wall time that the meta-iteration itself took. */
      readonly seconds: number;
      /**
       * Part of that time, 0 … 1, that the executor's workers waited for each other or for this thread: mean over the
       * workers.
       */
      readonly idleShare: number;
    }
  /** A part of an evaluation is done. */
  | { readonly kind: 'evaluating'; readonly iteration: number; readonly finishedTasks: number; readonly tasks: number }
  /** Figures of `state` on the held-out tasks. Iteration 0 is the untrained initialization. */
  | {
      readonly kind: 'evaluation';
      readonly state: MetaState;
      readonly summary: HeldOutSummary;
      /** The same on tasks of training classes, where the experiment asks for it. */
      readonly trainingClasses: HeldOutSummary | undefined;
    }
  /** The experiment wants this state to be kept. */
  | { readonly kind: 'checkpointDue'; readonly state: MetaState }
  /** The last event. The state is to be kept: a stopped training continues from it. */
  | { readonly kind: 'ended'; readonly outcome: 'completed' | 'stopped'; readonly state: MetaState };

export interface MetaTrainingOptions {
  readonly experiment: Experiment;
  /** What the executor's tasks are like. */
  readonly distribution: TaskSizes;
  readonly executor: TaskExecutor;
  /** What it begins with; by default the random initialization that the experiment's seed stands for. */
  readonly initial?: MetaState;
  /** Stops after the meta-iteration or part of an evaluation at hand. */
  readonly signal: AbortSignal;
  /** Where an earlier training of this experiment ended. */
  readonly resumeFrom?: {
    readonly state: MetaState;
    /**
     * The newest iteration whose evaluation figures are already known; undefined when even the untrained ones are not.
     */
    readonly evaluatedUpTo: number | undefined;
  };
}

/**
 * Trains to the experiment's last meta-iteration. Work is done only when the next event is asked for: to pause, do not
 * ask.
 *
 * Evaluations are due every `evaluation.every` meta-iterations and at the end. The untrained initialization is
 * evaluated bit by bit between the first meta-iterations, so that training figures do not have to wait for it; its
 * figures come before any other evaluation's. States and figures depend neither on time nor on the executor's number of
 * workers nor on where a training was interrupted.
 *
 * @throws {DivergenceError} when θ is no longer finite
 */
export async function* metaTrain(options: MetaTrainingOptions): AsyncGenerator<MetaTrainingEvent, void, undefined> {
  const { experiment, executor, signal, resumeFrom } = options;
  const { algorithm, evaluation, checkpoint } = experiment;
  const untrained = options.initial ?? initialMetaState(experiment, options.distribution);
  let state = resumeFrom?.state ?? untrained;
  // What was measured past the state is measured again: readers of a resumed run drop figures past its start.
  let evaluatedUpTo =
    resumeFrom?.evaluatedUpTo === undefined ? undefined : Math.min(resumeFrom.evaluatedUpTo, state.iteration);
  let evaluationOfUntrained =
    evaluatedUpTo === undefined ? new SlicedEvaluation(executor, untrained, evaluation) : undefined;

  const isEvaluationDue = () =>
    state.iteration > (evaluatedUpTo ?? 0) &&
    (state.iteration % evaluation.every === 0 || state.iteration === algorithm.metaIterations);
  const isCheckpointDue = () => state.iteration % checkpoint.every === 0 && state.iteration < algorithm.metaIterations;

  async function* evaluateInSlices(
    running: SlicedEvaluation,
    slices: number,
  ): AsyncGenerator<MetaTrainingEvent, void, undefined> {
    for (let slice = 0; slice < slices && !running.isFinished; slice++) {
      await running.advance(signal);
      const { finishedTasks, tasks, state: evaluated } = running;
      yield { kind: 'evaluating', iteration: evaluated.iteration, finishedTasks, tasks };
    }
    if (!running.isFinished) return;
    evaluatedUpTo = running.state.iteration;
    const trainingClasses = running.summarizeTrainingClasses();
    yield { kind: 'evaluation', state: running.state, summary: running.summarize(), trainingClasses };
  }

  async function* evaluateUntrained(slices: number): AsyncGenerator<MetaTrainingEvent, void, undefined> {
    if (evaluationOfUntrained === undefined) return;
    yield* evaluateInSlices(evaluationOfUntrained, slices);
    if (evaluationOfUntrained.isFinished) evaluationOfUntrained = undefined;
  }

  async function* evaluateNow(): AsyncGenerator<MetaTrainingEvent, void, undefined> {
    yield* evaluateUntrained(Number.POSITIVE_INFINITY);
    yield* evaluateInSlices(new SlicedEvaluation(executor, state, evaluation), Number.POSITIVE_INFINITY);
  }

  try {
    if (resumeFrom === undefined) yield { kind: 'checkpointDue', state };
    if (isEvaluationDue()) yield* evaluateNow();
    while (state.iteration < algorithm.metaIterations) {
      signal.throwIfAborted();
      const done = await takeMetaIteration(experiment, executor, state);
      state = done.state;
      yield done;
      // To ask generators that have nothing to say takes 1 % of a sine meta-iteration.
      if (evaluationOfUntrained !== undefined) yield* evaluateUntrained(1);
      if (isEvaluationDue()) yield* evaluateNow();
      if (isCheckpointDue()) yield { kind: 'checkpointDue', state };
    }
    yield { kind: 'ended', outcome: 'completed', state };
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    yield { kind: 'ended', outcome: 'stopped', state };
  }
}

async function takeMetaIteration(
  { algorithm }: Experiment,
  executor: TaskExecutor,
  before: MetaState,
): Promise<Extract<MetaTrainingEvent, { kind: 'iteration' }>> {
  const startedAt = performance.now();
  const { state, losses, busySeconds } = await executor.takeMetaIteration(before);
  const updateNorm = distanceBetween(state.parameters, before.parameters);
  if (!Number.isFinite(updateNorm)) throw new DivergenceError(state.iteration);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    kind: 'iteration',
    state,
    firstLoss: meanOf(losses.map((task) => task.firstLoss)),
    lastLoss: meanOf(losses.map((task) => task.lastLoss)),
    metaStepSize: metaStepSizeAt(algorithm, before.iteration),
    updateNorm,
    seconds,
    // Clocks of different threads can disagree by a microsecond.
    idleShare: Math.max(0, 1 - busySeconds / (executor.workers * seconds)),
  };
}
