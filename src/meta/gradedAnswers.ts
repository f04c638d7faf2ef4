// A classifier's answers on the query set of a task, compared with the truth.

import { meanLoss, predictedClasses, softmaxProbabilities } from '../engine/loss.ts';

export interface GradedAnswers {
  /** Way that each query sample is taken for; −1 where there is no answer, after an adaptation that diverged. */
  readonly predicted: Int32Array;
  /** Probability that the model gives that way, 0 … 1: the largest of the softmax. No number where there is no answer. */
  readonly confidence: Float32Array;
  /** Mean negative log-likelihood of the true way. */
  readonly loss: number;
  /** Share of correct answers, 0 … 1; no number, as the loss is, where a sample has no answer. */
  readonly accuracy: number;
  /** Mean over samples of Σ (probability − truth)² over the ways, 0 … 2 (Brier 1950). */
  readonly brier: number;
}

/**
 * @param logits [targets.length, ways]
 * @param targets way of each query sample
 */
export function gradeAnswers(logits: Float32Array, targets: Float32Array, ways: number): GradedAnswers {
  const count = targets.length;
  const predicted = predictedClasses(logits, count, ways);
  const probabilities = softmaxProbabilities(logits, count, ways);
  const confidence = Float32Array.from(predicted, (way, sample) =>
    way < 0 ? Number.NaN : (probabilities[sample * ways + way] ?? Number.NaN),
  );
  let squares = 0;
  probabilities.forEach((probability, index) => {
    const truth = index % ways === targets[Math.floor(index / ways)] ? 1 : 0;
    squares += (probability - truth) * (probability - truth);
  });
  return {
    predicted,
    confidence,
    loss: meanLoss('softmaxCrossEntropy', logits, targets, count, ways),
    accuracy: predicted.includes(-1)
      ? Number.NaN
      : predicted.filter((way, sample) => way === targets[sample]).length / count,
    brier: squares / count,
  };
}
