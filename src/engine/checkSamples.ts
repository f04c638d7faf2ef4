// What every learner checks of its arguments, so that all of them refuse the same ones with the same words.

import { sizeOf } from '../experiment/network.ts';
import type { Samples } from './learner.ts';
import type { Model } from './model.ts';

/** @throws RangeError where `value` is no whole number from 1 to `largest` */
export function requireCount(what: string, value: number, largest: number): void {
  if (!Number.isInteger(value) || value < 1 || value > largest) {
    throw new RangeError(`${what} is ${value}, but must be a whole number from 1 to ${largest}.`);
  }
}

/** @throws RangeError where the array is longer or shorter */
export function requireLength(what: string, array: Float32Array, length: number): void {
  if (array.length !== length) throw new RangeError(`${what}: expected ${length} values, got ${array.length}.`);
}

/**
 * Samples fit the model, and are a whole number of mini-batches. Returns that number.
 * @throws RangeError
 */
export function requireMiniBatches(model: Model, samples: Samples, batchSize: number, largestBatch: number): number {
  requireCount('batchSize', batchSize, largestBatch);
  if (samples.count % batchSize !== 0) {
    throw new RangeError(`${samples.count} samples are no whole number of mini-batches of ${batchSize}.`);
  }
  requireSamples(model, samples);
  return samples.count / batchSize;
}

/**
 * Samples fit the model: sizes, class indices and tokens, which a backend may use as addresses.
 * @throws RangeError
 */
export function requireSamples(model: Model, { inputs, targets, count }: Samples): void {
  requireInputs(model, inputs, count);
  requireLength('Targets', targets, count * model.targetSize);
  if (model.loss !== 'softmaxCrossEntropy') return;
  const wrong = targets.find((target) => !(Number.isInteger(target) && target >= 0 && target < model.outputSize));
  if (wrong !== undefined)
    throw new RangeError(`Class ${wrong} is none of the ${model.outputSize} classes, counted from 0.`);
}

/** @throws RangeError where there are not `count` samples, or a token is not in the vocabulary */
export function requireInputs(model: Model, inputs: Float32Array, count: number): void {
  requireLength('Inputs', inputs, count * sizeOf(model.inputShape));
  const [first] = model.layers;
  if (first?.spec.kind !== 'embeddingBag') return;
  const { tokens } = first.spec;
  const wrong = inputs.find((token) => !(token < 0 || (Number.isInteger(token) && token < tokens)));
  if (wrong !== undefined) throw new RangeError(`Token ${wrong} is none of the ${tokens} tokens, counted from 0.`);
}

/** @throws RangeError where the outputs of `count` samples do not fit into `outputs` */
export function requireOutputs(model: Model, outputs: Float32Array, count: number): void {
  const values = count * model.outputSize;
  if (outputs.length < values) throw new RangeError(`Outputs: ${values} values do not fit where ${outputs.length} do.`);
}

/** @throws RangeError where `seed` is no whole number from 0 to 2^32 - 1 */
export function requireDropoutSeed(seed: number): void {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw new RangeError(`The seed of dropout is ${seed}, but must be a whole number from 0 to ${2 ** 32 - 1}.`);
  }
}

/** For a learner that was created without what Hessian-vector products need. */
export function missingSecondOrder(): Error {
  return new Error('This learner has no memory for Hessian-vector products. Create it with secondOrder: true.');
}
