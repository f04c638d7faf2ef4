// Losses and predictions computed from a model's outputs: what evaluation measures. Plain TypeScript, outside the inner loop.

import type { LossKind } from './model.ts';

/**
 * Mean loss of `count` samples.
 * @param outputs [count, outputSize]; logits for softmax cross-entropy
 * @param targets [count] class indices, or [count, outputSize] values for mean squared error
 */
export function meanLoss(
  kind: LossKind,
  outputs: Float32Array,
  targets: Float32Array,
  count: number,
  outputSize: number,
): number {
  switch (kind) {
    case 'meanSquaredError': {
      let sum = 0;
      for (let i = 0; i < count * outputSize; i++) {
        const error = (outputs[i] ?? 0) - (targets[i] ?? 0);
        sum += error * error;
      }
      return sum / (count * outputSize);
    }
    case 'softmaxCrossEntropy': {
      let sum = 0;
      for (let sample = 0; sample < count; sample++) {
        const logits = outputs.subarray(sample * outputSize, (sample + 1) * outputSize);
        sum += logSumExp(logits) - (logits[targets[sample] ?? 0] ?? 0);
      }
      return sum / count;
    }
  }
}

/** Class probabilities [count, outputSize] of logits of the same shape. */
export function softmaxProbabilities(logits: Float32Array, count: number, outputSize: number): Float32Array {
  const probabilities = new Float32Array(count * outputSize);
  for (let sample = 0; sample < count; sample++) {
    const row = logits.subarray(sample * outputSize, (sample + 1) * outputSize);
    const normalizer = logSumExp(row);
    row.forEach((logit, index) => {
      probabilities[sample * outputSize + index] = Math.exp(logit - normalizer);
    });
  }
  return probabilities;
}

/** Index of the largest of each sample's outputs, the first one where several are equal: [count]. */
export function predictedClasses(outputs: Float32Array, count: number, outputSize: number): Int32Array {
  return Int32Array.from({ length: count }, (_, sample) => {
    const row = outputs.subarray(sample * outputSize, (sample + 1) * outputSize);
    return row.reduce((best, value, index) => (value > (row[best] ?? Number.NaN) ? index : best), 0);
  });
}

function logSumExp(logits: Float32Array): number {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
