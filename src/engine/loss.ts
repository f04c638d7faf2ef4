// Losses and predictions computed from a model's outputs: what evaluation measures. Plain TypeScript, outside the inner
// loop.

import type { LossKind } from './model.ts';

/**
 * Mean loss of `count` samples.
 * @param outputs [count, outputSize]; logits for softmax cross-entropy
 * @param targets [count] class indices; [count, outputSize] values for mean squared error; for the policy gradient
 *   [count, outputSize / 2 + 1], an action and its advantage
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
    case 'policyGradient': {
      const components = outputSize / 2;
      let sum = 0;
      for (let sample = 0; sample < count; sample++) {
        const output = outputs.subarray(sample * outputSize, (sample + 1) * outputSize);
        const target = targets.subarray(sample * (components + 1), (sample + 1) * (components + 1));
        sum -= (target[components] ?? Number.NaN) * logProbability(output, target, components);
      }
      return sum / count;
    }
  }
}

/** log π(action) of a Gaussian with means and log standard deviations `output`. */
function logProbability(output: Float32Array, action: Float32Array, components: number): number {
  let sum = 0;
  for (let i = 0; i < components; i++) {
    const logDeviation = output[components + i] ?? Number.NaN;
    const standardised = ((action[i] ?? Number.NaN) - (output[i] ?? Number.NaN)) / Math.exp(logDeviation);
    sum -= 0.5 * standardised * standardised + logDeviation + 0.5 * Math.log(2 * Math.PI);
  }
  return sum;
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

/**
 * Index of the largest of each sample's logits, the first one where several are equal: [count]. −1 where the
 * probabilities that they stand for are no numbers, as after an adaptation that diverged: that is no answer.
 */
export function predictedClasses(outputs: Float32Array, count: number, outputSize: number): Int32Array {
  return Int32Array.from({ length: count }, (_, sample) => {
    const row = outputs.subarray(sample * outputSize, (sample + 1) * outputSize);
    const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return Number.isFinite(largest) ? row.indexOf(largest) : -1;
  });
}

function logSumExp(logits: Float32Array): number {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
