// Optimizer steps on TensorFlow.js, parameter by parameter.

import type { InnerOptimizer } from '../../experiment/schema.ts';
import type { StepInput } from './decayAndClipping.ts';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

/**
 * One tensor for each parameter of the model, in the order of the flat array; one such list for each of the optimizer's
 * moments. A type and mutable lists, as `tidy` wants them.
 */
export type TrainedTensors = {
  readonly parameters: Tensor[];
  readonly moments: Tensor[][];
};

/**
 * SGD, momentum as in TensorFlow's MomentumOptimizer, Adam as in its AdamOptimizer: the efficient form at the end of
 * section 2 of Kingma and Ba (arXiv 1412.6980), where epsilon is added before the bias is corrected.
 * @param moments before the step
 * @param steps steps taken so far, this one included
 */
export function optimizerStep(
  tf: Tfjs,
  optimizer: InnerOptimizer,
  { parameters, gradients }: StepInput,
  moments: readonly Tensor[][],
  steps: number,
): TrainedTensors {
  switch (optimizer.kind) {
    case 'sgd': {
      const rate = tf.scalar(optimizer.learningRate);
      return {
        parameters: pairwise(parameters, gradients, (value, slope) => tf.sub(value, tf.mul(slope, rate))),
        moments: [],
      };
    }
    case 'momentum': {
      const [rate, decay] = [tf.scalar(optimizer.learningRate), tf.scalar(optimizer.momentum)];
      const [before = []] = moments;
      const accumulated = pairwise(before, gradients, (moment, slope) => tf.add(tf.mul(moment, decay), slope));
      return {
        parameters: pairwise(parameters, accumulated, (value, direction) => tf.sub(value, tf.mul(direction, rate))),
        moments: [accumulated],
      };
    }
    case 'adam': {
      const { learningRate, beta1, beta2 } = optimizer;
      const average = (decay: number, before: readonly Tensor[], latest: readonly Tensor[]) => {
        const [kept, share] = [tf.scalar(decay), tf.scalar(1 - decay)];
        return pairwise(before, latest, (moment, value) => tf.add(tf.mul(moment, kept), tf.mul(value, share)));
      };
      const squares = gradients.map((slope) => tf.square(slope));
      const second = average(beta2, moments[moments.length - 1] ?? [], squares);
      const first = beta1 === 0 ? gradients : average(beta1, moments[0] ?? [], gradients);
      const rate = tf.scalar((learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps));
      const epsilon = tf.scalar(optimizer.epsilon);
      const directions = pairwise(first, second, (direction, variance) =>
        tf.div(tf.mul(direction, rate), tf.add(tf.sqrt(variance), epsilon)),
      );
      return {
        parameters: pairwise(parameters, directions, (value, direction) => tf.sub(value, direction)),
        moments: beta1 === 0 ? [second] : [first, second],
      };
    }
  }
}

function pairwise(
  first: readonly Tensor[],
  second: readonly Tensor[],
  combine: (a: Tensor, b: Tensor) => Tensor,
): Tensor[] {
  if (first.length !== second.length)
    throw new Error(`${first.length} tensors cannot be paired with ${second.length}.`);
  return first.map((a, index) => combine(a, second[index] ?? a));
}
