// Weight decay and clipping of gradients on TensorFlow.js, around the optimizer's own step.

import type { InnerOptimizer } from '../../experiment/schema.ts';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

/** The parameters that an inner step takes its gradient at. */
export function decayBeforeGradient(tf: Tfjs, { weightDecay }: InnerOptimizer, parameters: Tensor[]): Tensor[] {
  return weightDecay?.kind === 'factor' ? scaleAll(tf, parameters, weightDecay.factor) : parameters;
}

/** What an optimizer's step is given: the parameters to move, and the gradient to move them along. */
export interface StepInput {
  readonly parameters: Tensor[];
  readonly gradients: Tensor[];
}

/**
 * Clips the gradient, then decays the parameters by way of it or apart from it.
 * @param gradients of the loss, at `parameters`
 */
export function clipAndDecay(tf: Tfjs, optimizer: InnerOptimizer, { parameters, gradients }: StepInput): StepInput {
  const { weightDecay, learningRate } = optimizer;
  const clipped = clip(tf, optimizer, gradients);
  switch (weightDecay?.kind) {
    case undefined:
    case 'factor':
      return { parameters, gradients: clipped };
    case 'l2': {
      const decayed = scaleAll(tf, parameters, weightDecay.rate);
      return { parameters, gradients: clipped.map((slope, index) => tf.add(slope, decayed[index] ?? 0)) };
    }
    case 'decoupled':
      return { parameters: scaleAll(tf, parameters, 1 - learningRate * weightDecay.rate), gradients: clipped };
  }
}

function clip(tf: Tfjs, { clipGradient }: InnerOptimizer, gradients: Tensor[]): Tensor[] {
  switch (clipGradient?.kind) {
    case undefined:
      return gradients;
    case 'norm':
      return clipByNorm(tf, gradients, clipGradient.at);
    case 'value':
      return gradients.map((slope) => clipByValue(tf, slope, clipGradient.at));
  }
}

/** By comparisons, which what is not a number fails, and so stays as it is. */
function clipByValue(tf: Tfjs, values: Tensor, at: number): Tensor {
  const [highest, lowest] = [tf.fill(values.shape, at), tf.fill(values.shape, -at)];
  const notAbove: Tensor = tf.where(tf.greater(values, highest), highest, values);
  return tf.where(tf.less(values, lowest), lowest, notAbove);
}

/**
 * gradient · at / max(at, ‖gradient‖); of one that is not finite nothing is left that is a number. Squares are taken of
 * components in units of the largest one, or of `at` if that is larger, so that none overflows.
 */
function clipByNorm(tf: Tfjs, gradients: Tensor[], at: number): Tensor[] {
  const bound = tf.scalar(at);
  const largest = gradients.reduce<Tensor>((most, slope) => tf.maximum(most, tf.max(tf.abs(slope))), bound);
  const squares = gradients.map((slope) => tf.sum(tf.square(tf.div(slope, largest))));
  const norm = tf.mul(tf.sqrt(tf.addN(squares)), tf.div(largest, bound));
  const one = tf.scalar(1);
  const factor: Tensor = tf.where(tf.lessEqual(norm, one), one, tf.div(one, norm));
  return gradients.map((slope) => tf.mul(slope, factor));
}

function scaleAll(tf: Tfjs, tensors: readonly Tensor[], factor: number): Tensor[] {
  const scalar = tf.scalar(factor);
  return tensors.map((tensor) => tf.mul(tensor, scalar));
}
