// MetaState: everything that a training continues from. With the experiment it determines all that follows, bit for bit.

import { initialOptimizerState, type OptimizerState } from '../engine/learner.ts';
import { randomStream } from '../engine/random.ts';
import type { Experiment } from '../experiment/schema.ts';
import { setInitialStandardDeviation } from './control/initialPolicy.ts';
import { modelFor, type TaskSizes } from './learningContext.ts';
import { initialMetaParameters } from './metaParameters.ts';
import { initialOuterMoments } from './metaUpdate.ts';

/** Arrays in a state are never changed in place, so a state may be kept without a copy. */
export interface MetaState {
  /** Meta-iterations done. Random numbers need no state of their own: their streams are named by seed and meta-iteration. */
  readonly iteration: number;
  /** The meta-parameters: θ, and behind it what else the algorithm learns (see `metaParameters.ts`). */
  readonly parameters: Float32Array;
  /** Of the inner optimizer. */
  readonly optimizerState: OptimizerState;
  /** Of the outer optimizer: first moments of the meta-parameters, then second ones; empty where it keeps none. */
  readonly outerMoments: Float32Array;
}

/** The untrained initialization that the experiment's seed stands for. @throws {ModelError} when the model does not fit the tasks. */
export function initialMetaState(experiment: Experiment, distribution: TaskSizes): MetaState {
  const { algorithm, seed } = experiment;
  const model = modelFor(experiment, distribution);
  const parameters = initialMetaParameters(algorithm, model, randomStream(seed, 'initialization'));
  if (distribution.kind === 'control') {
    setInitialStandardDeviation(parameters, model, distribution.settings.initialStandardDeviation);
  }
  return {
    iteration: 0,
    parameters,
    optimizerState: initialOptimizerState(algorithm.innerOptimizer, model.parameterCount),
    outerMoments: initialOuterMoments(algorithm, parameters.length),
  };
}
