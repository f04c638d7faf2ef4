// Learner: what an algorithm needs from a backend, whichever computes the numbers.

import type { InnerOptimizer } from '../experiment/schema.ts';
import type { Model } from './model.ts';

/** Samples of one or more mini-batches, each sample's values contiguous and row-major. */
export interface Samples {
  /** [count, ...inputShape] */
  readonly inputs: Float32Array;
  /**
   * [count, model.targetSize]. Softmax cross-entropy: class indices. Policy gradient: actions, each followed by its
   * advantage.
   */
  readonly targets: Float32Array;
  readonly count: number;
}

/** Room for samples, all 0: one buffer, since the memory of each costs more than filling a small one. */
export function createSamples(count: number, inputSize: number, targetSize: number): Samples {
  const inputs = count * inputSize;
  const values = new Float32Array(inputs + count * targetSize);
  return { inputs: values.subarray(0, inputs), targets: values.subarray(inputs), count };
}

/** State of the inner optimizer between steps. */
export interface OptimizerState {
  /** Steps taken so far; Adam's bias correction depends on it. */
  readonly steps: number;
  /**
   * Empty for SGD; momentum: the accumulated gradient; Adam: first moments (only where beta1 is not 0), then second
   * moments. Each in the parameters' layout.
   */
  readonly moments: Float32Array;
}

export interface LearnerOptions {
  readonly model: Model;
  readonly optimizer: InnerOptimizer;
  /** Largest batch of an inner step. */
  readonly maxTrainingBatch: number;
  /** Largest number of samples of one prediction. */
  readonly maxPredictionBatch: number;
  /** Whether `hessianVectorProduct` will be called; it takes about as much memory again as the inner steps. */
  readonly secondOrder: boolean;
}

/**
 * A model with its parameters and inner optimizer, in memory of its own. Batch norm normalises by the statistics of the
 * batch at hand, in training and in prediction alike.
 */
export interface Learner {
  readonly model: Model;
  /** Which code computes, for the manifest: for instance `fused simd 5x8`. */
  readonly variant: string;
  /** Bytes reserved for parameters, activations and workspace. */
  readonly memoryBytes: number;
  /** Copies the flat parameters into `target` (length `model.parameterCount`). */
  readParameters(target: Float32Array): void;
  writeParameters(source: Float32Array): void;
  /** A copy, independent of later steps. */
  readOptimizerState(): OptimizerState;
  writeOptimizerState(state: OptimizerState): void;
  /**
   * Decides what dropout drops from here on: step n after this call drops the same values in every backend. Predictions
   * drop nothing; `gradient` and `hessianVectorProduct` drop what the next inner step would.
   * @param seed whole number from 0 to 2^32 - 1
   */
  seedDropout(seed: number): void;
  /**
   * Takes one optimizer step per mini-batch: `samples` holds `samples.count / batchSize` mini-batches of equal size,
   * one after another. Returns the mean loss of each mini-batch, measured before its step.
   */
  takeInnerSteps(samples: Samples, batchSize: number): Float32Array;
  /**
   * Outputs (logits for softmax cross-entropy) of one batch: [count, outputSize].
   * @param outputs receives them and is returned, where nothing is to be allocated; longer ones keep what lies behind.
   * Default: a new array
   */
  predict(inputs: Float32Array, count: number, outputs?: Float32Array): Float32Array;
  /** Mean loss of one batch and its gradient in the parameters' layout; parameters stay as they are. */
  gradient(samples: Samples): { readonly loss: number; readonly gradient: Float32Array };
  /**
   * Mean loss of one batch, its gradient, and the product of its Hessian with `vector`, both in the parameters' layout;
   * parameters stay as they are. Exact up to rounding: no differences are taken. Needs `secondOrder`.
   */
  hessianVectorProduct(
    samples: Samples,
    vector: Float32Array,
  ): { readonly loss: number; readonly gradient: Float32Array; readonly product: Float32Array };
  dispose(): void;
}

/** A backend, ready to compute: makes learners that share its compiled code, each with memory of its own. */
export interface Engine {
  /** Which code computes, for the manifest: for instance `fused simd 5x8`. */
  readonly variant: string;
  createLearner(options: LearnerOptions): Learner;
}

/** The state of an optimizer that has taken no step. */
export function initialOptimizerState(optimizer: InnerOptimizer, parameterCount: number): OptimizerState {
  switch (optimizer.kind) {
    case 'sgd':
      return { steps: 0, moments: new Float32Array(0) };
    case 'momentum':
      return { steps: 0, moments: new Float32Array(parameterCount) };
    case 'adam':
      return { steps: 0, moments: new Float32Array(parameterCount * (optimizer.beta1 === 0 ? 1 : 2)) };
  }
}
