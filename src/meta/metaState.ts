// MetaState: everything that a training continues from. With the experiment it determines all that follows, bit for bit.

import { initialOptimizerState, type OptimizerState } from '../engine/learner.ts';
import { initializeParameters } from '../engine/model.ts';
import { randomStream } from '../engine/random.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskDistribution } from '../tasks/task.ts';
import { modelFor } from './learningContext.ts';

/** Arrays in a state are never changed in place, so a state may be kept without a copy. */
export interface MetaState {
  /** Meta-iterations done. Random numbers need no state of their own: their streams are named by seed and meta-iteration. */
  readonly iteration: number;
  /** θ */
  readonly parameters: Float32Array;
  readonly optimizerState: OptimizerState;
}

/** The untrained initialization that the experiment's seed stands for. @throws {ModelError} when the model does not fit the tasks. */
export function initialMetaState(experiment: Experiment, distribution: TaskDistribution): MetaState {
  const model = modelFor(experiment, distribution);
  return {
    iteration: 0,
    parameters: initializeParameters(model, randomStream(experiment.seed, 'initialization')),
    optimizerState: initialOptimizerState(experiment.algorithm.innerOptimizer, model.parameterCount),
  };
}
