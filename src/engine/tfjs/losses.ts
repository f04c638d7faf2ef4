// Losses on TensorFlow.js: the mean loss of a batch, and its derivative along a direction of the outputs.

import type { Model } from '../model.ts';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

export interface LossRule {
  /** [batch, outputSize] to a scalar. */
  forward(outputs: Tensor): Tensor;
  /** The derivative of `forward(outputs)` along dOutputs, from operations that have gradients themselves. */
  tangent(outputs: Tensor, dOutputs: Tensor): Tensor;
}

const logOfRootOfTwoPi = 0.5 * Math.log(2 * Math.PI);

/** @param targets as in `Samples`; tensors made of them are the caller's to tidy */
export function lossRule(
  tf: Tfjs,
  { loss, outputSize, targetSize }: Pick<Model, 'loss' | 'outputSize' | 'targetSize'>,
  targets: Float32Array,
): LossRule {
  const batch = targets.length / targetSize;
  switch (loss) {
    case 'meanSquaredError': {
      const wanted = tf.tensor2d(targets, [batch, outputSize]);
      return {
        forward: (outputs) => tf.mean(tf.square(tf.sub(outputs, wanted))),
        tangent: (outputs, dOutputs) => tf.mul(tf.mean(tf.mul(tf.sub(outputs, wanted), dOutputs)), 2),
      };
    }
    case 'softmaxCrossEntropy': {
      const labels = tf.tensor2d(oneHot(targets, outputSize), [batch, outputSize]);
      return {
        forward: (outputs) => tf.div(tf.sum(tf.mul(tf.logSoftmax(outputs), labels)), -batch),
        tangent: (outputs, dOutputs) => tf.div(tf.sum(tf.mul(tf.sub(tf.softmax(outputs), labels), dOutputs)), batch),
      };
    }
    case 'policyGradient': {
      const components = outputSize / 2;
      const parts = tf.split(tf.tensor2d(targets, [batch, targetSize]), [components, 1], 1);
      const [actions, advantages] = parts as [Tensor, Tensor];
      const halves = (outputs: Tensor) => tf.split(outputs, 2, 1) as [Tensor, Tensor];
      const weighted = (perComponent: Tensor) => tf.div(tf.sum(tf.mul(perComponent, advantages)), batch);
      const standardized = (means: Tensor, logDeviations: Tensor) =>
        tf.mul(tf.sub(actions, means), tf.exp(tf.neg(logDeviations)));
      return {
        forward(outputs) {
          const [means, logDeviations] = halves(outputs);
          const z = standardized(means, logDeviations);
          return weighted(tf.add(tf.add(tf.mul(tf.square(z), 0.5), logDeviations), logOfRootOfTwoPi));
        },
        // dz = -dMean / deviation - z · dLogDeviation, and the loss of a component is z² / 2 + logDeviation + constant.
        tangent(outputs, dOutputs) {
          const [means, logDeviations] = halves(outputs);
          const [dMeans, dLogDeviations] = halves(dOutputs);
          const z = standardized(means, logDeviations);
          const dz = tf.neg(tf.add(tf.mul(dMeans, tf.exp(tf.neg(logDeviations))), tf.mul(z, dLogDeviations)));
          return weighted(tf.add(tf.mul(z, dz), dLogDeviations));
        },
      };
    }
  }
}

function oneHot(classes: Float32Array, count: number): Float32Array {
  const rows = new Float32Array(classes.length * count);
  classes.forEach((index, row) => {
    rows[row * count + index] = 1;
  });
  return rows;
}
