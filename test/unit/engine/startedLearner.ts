// Engines and learners ready to compute, and what learners hold: the set-up that the tests of engines share.

import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Engine, Learner, LearnerOptions, OptimizerState } from '../../../src/engine/learner.ts';
import type { Model } from '../../../src/engine/model.ts';
import type { InnerOptimizer } from '../../../src/experiment/schema.ts';
import { loadReference, type Reference } from '../../support/tfjsCpu.ts';
import { scatteredParameters } from './arbitraries.ts';

const plainSgd: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };

/** The fused engine, loaded before the tests of a suite. */
export function useFusedEngine(): () => FusedEngine {
  return useLoaded(loadFusedEngine);
}

/** tfjs-cpu, loaded before the tests of a suite. */
export function useReference(): () => Reference {
  return useLoaded(loadReference);
}

function useLoaded<T>(load: () => Promise<T>): () => T {
  let loaded: T;
  before(async () => {
    loaded = await load();
  });
  return () => loaded;
}

/** An engine, and the kind of learners that it makes. */
export interface EngineOf<L extends Learner> extends Engine {
  createLearner(options: LearnerOptions): L;
}

/**
 * Options for batches of up to `batch` samples, with plain SGD and without second order unless `chosen` says otherwise.
 */
export function optionsFor(model: Model, batch: number, chosen: Partial<LearnerOptions> = {}): LearnerOptions {
  return {
    model,
    optimizer: plainSgd,
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
    ...chosen,
  };
}

/** A learner with these parameters, or scattered ones of a seed. */
export function startLearner<L extends Learner>(
  engine: EngineOf<L>,
  options: LearnerOptions,
  parameters: Float32Array | number = 1,
): L {
  const learner = engine.createLearner(options);
  learner.writeParameters(typeof parameters === 'number' ? scatteredParameters(options.model, parameters) : parameters);
  return learner;
}

export function parametersOf(learner: Learner): Float32Array {
  const parameters = new Float32Array(learner.model.parameterCount);
  learner.readParameters(parameters);
  return parameters;
}

/** All that inner steps change, but the dropout counter. */
export function snapshot(learner: Learner): { parameters: Float32Array; state: OptimizerState } {
  return { parameters: parametersOf(learner), state: learner.readOptimizerState() };
}

export const momentum: InnerOptimizer = {
  kind: 'momentum',
  learningRate: 0.01,
  momentum: 0.9,
  state: 'carried',
  reduction: 'mean',
};

export function adam(beta1: number): InnerOptimizer {
  return {
    kind: 'adam',
    learningRate: 0.001,
    beta1,
    beta2: 0.999,
    epsilon: 1e-8,
    state: 'carried',
    reduction: 'mean',
  };
}
