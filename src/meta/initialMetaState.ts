// The state that a training begins with: the untrained initialization that the seed stands for.

import { initialOptimizerState } from '../engine/learner.ts';
import type { Model } from '../engine/model.ts';
import { randomStream } from '../engine/random.ts';
import type { Experiment } from '../experiment/schema.ts';
import { modelFor, type TaskSizes } from './learningContext.ts';
import { initialMetaParameters } from './metaParameters.ts';
import type { MetaState } from './metaState.ts';
import { initialOuterMoments } from './metaUpdate.ts';

/**
 * The untrained initialization that the experiment's seed stands for. @throws {ModelError} when the model does not fit
 * the tasks.
 */
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

/** Sets the standard deviation that a policy's actions begin with; `parameters` starts with those of `model`. */
function setInitialStandardDeviation(parameters: Float32Array, { layers }: Model, standardDeviation: number): void {
  for (const { spec, parameters: views } of layers) {
    if (spec.kind !== 'gaussian') continue;
    for (const { offset, size } of views) parameters.fill(Math.log(standardDeviation), offset, offset + size);
  }
}
