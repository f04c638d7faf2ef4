// Meta-parameters: one flat array of all that an algorithm learns. θ comes first; Meta-SGD's step sizes α follow in the
// same layout.

import { initializeParameters, type Model, type ParameterView } from '../engine/model.ts';
import type { RandomStream } from '../engine/random.ts';
import type { Algorithm } from '../experiment/schema.ts';

export function metaParameterCount({ kind }: Algorithm, { parameterCount }: Pick<Model, 'parameterCount'>): number {
  return kind === 'metaSgd' ? 2 * parameterCount : parameterCount;
}

/** Those of an untrained model; every α begins as the inner learning rate. */
export function initialMetaParameters(algorithm: Algorithm, model: Model, random: RandomStream): Float32Array {
  const metaParameters = new Float32Array(metaParameterCount(algorithm, model)).fill(
    algorithm.innerOptimizer.learningRate,
  );
  metaParameters.set(initializeParameters(model, random));
  return metaParameters;
}

/** θ alone, as a view. */
export function initializationOf({ parameterCount }: Model, metaParameters: Float32Array): Float32Array {
  return metaParameters.length === parameterCount ? metaParameters : metaParameters.subarray(0, parameterCount);
}

/** Where each tensor lies in the flat array. */
export function metaParameterLayout({ kind }: Algorithm, { layers, parameterCount }: Model): ParameterView[] {
  const views = layers.flatMap(({ parameters }) => parameters);
  if (kind !== 'metaSgd') return views;
  const stepSizes = views.map((view) => ({
    ...view,
    name: `stepSize/${view.name}`,
    offset: parameterCount + view.offset,
  }));
  return [...views, ...stepSizes];
}
