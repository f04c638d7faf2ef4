// Batch norm by the statistics of the batch: few operations on matrices, with the gradient written out, as one tunes it
// by hand. Shapes: x [batch, ..., channels], gamma and beta [channels]; rows are all positions of all samples.

import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

/** y = gamma · (x - mean) / √(variance + epsilon) + beta, for each channel. */
export function normalizeByBatch(tf: Tfjs, input: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor {
  const matrixShape = matrixShapeOf(input, gamma);
  const [rows] = matrixShape;
  const apply = tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as [Tensor, Tensor, Tensor, tfjs.GradSaveFunc];
    const { normalized, inverseDeviation } = standardize(tf, tf.reshape(x, matrixShape), epsilon);
    save([normalized, tf.mul(inverseDeviation, scale)]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [kept, factor] = saved as [Tensor, Tensor];
      const slope = tf.reshape(dy, matrixShape);
      const meanSlope = tf.mean(slope, 0, true);
      const meanProduct = tf.mean(tf.mul(slope, kept), 0, true);
      const rest = tf.sub(tf.sub(slope, meanSlope), tf.mul(kept, meanProduct));
      return [
        tf.reshape(tf.mul(rest, factor), x.shape),
        tf.reshape(tf.mul(meanProduct, rows), scale.shape),
        tf.reshape(tf.mul(meanSlope, rows), shift.shape),
      ];
    };
    return { value: tf.reshape(tf.add(tf.mul(normalized, scale), shift), x.shape), gradFunc };
  });
  return apply(input, gamma, beta);
}

/** The derivative of `normalizeByBatch` along (dx, dGamma, dBeta). */
export function normalizeByBatchTangent(
  tf: Tfjs,
  at: { readonly x: Tensor; readonly gamma: Tensor },
  dx: Tensor,
  dGamma: Tensor,
  dBeta: Tensor,
  epsilon: number,
): Tensor {
  const matrixShape = matrixShapeOf(at.x, at.gamma);
  const { centered, normalized, inverseDeviation } = standardize(tf, tf.reshape(at.x, matrixShape), epsilon);
  const dCentered = center(tf, tf.reshape(dx, matrixShape));
  // n = c · r with r = (variance + epsilon)^(-1/2), hence dr = -r³ · mean(c · dc) and dn = r · (dc - n · r · mean(c ·
  // dc)).
  const meanProduct = tf.mean(tf.mul(centered, dCentered), 0, true);
  const dNormalized = tf.mul(
    inverseDeviation,
    tf.sub(dCentered, tf.mul(normalized, tf.mul(inverseDeviation, meanProduct))),
  );
  const dy = tf.add(tf.add(tf.mul(at.gamma, dNormalized), tf.mul(dGamma, normalized)), dBeta);
  return tf.reshape(dy, at.x.shape);
}

function standardize(tf: Tfjs, matrix: Tensor, epsilon: number) {
  const centered = center(tf, matrix);
  const inverseDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centered), 0, true), epsilon));
  return { centered, inverseDeviation, normalized: tf.mul(centered, inverseDeviation) };
}

function center(tf: Tfjs, matrix: Tensor): Tensor {
  return tf.sub(matrix, tf.mean(matrix, 0, true));
}

function matrixShapeOf(x: Tensor, gamma: Tensor): [number, number] {
  return [x.size / gamma.size, gamma.size];
}
