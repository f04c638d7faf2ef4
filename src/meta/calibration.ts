// Calibration: whether a classifier is right as often as it says it is, over the query samples of many tasks.

import type { ClassificationOutcome } from './evaluatedTask.ts';

/** As many as in Guo et al. 2017, "On Calibration of Modern Neural Networks". */
const reliabilityBins = 15;

export interface Calibration {
  /** Query samples of all tasks. */
  readonly samples: number;
  /** Mean probability of the predicted class, 0 … 1. */
  readonly meanConfidence: number;
  /** Share of correct predictions, 0 … 1. */
  readonly accuracy: number;
  /**
   * Σ (samples of the bin / samples) · |accuracy − mean confidence| over the bins, 0 … 1 (Guo et al. 2017, equation 3).
   */
  readonly expectedCalibrationError: number;
  /** Mean negative log-likelihood of the true class. */
  readonly negativeLogLikelihood: number;
  /** Mean of Σ (probability − truth)² over the classes, 0 … 2. */
  readonly brierScore: number;
  /** Bins of equal width that hold samples, in order: confidences above `from`, up to `to`. */
  readonly bins: readonly ReliabilityBin[];
}

interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
}

interface Tally {
  samples: number;
  confidence: number;
  correct: number;
}

/**
 * Calibration of the answers before or after adaptation. Samples whose confidence is no number make every mean no
 * number, and are in no bin.
 */
export function calibrationOf(tasks: readonly ClassificationOutcome[], when: 'before' | 'after'): Calibration {
  const tallies = Array.from({ length: reliabilityBins }, (): Tally => ({ samples: 0, confidence: 0, correct: 0 }));
  const all: Tally = { samples: 0, confidence: 0, correct: 0 };
  let loss = 0;
  let brier = 0;
  for (const task of tasks) {
    const answers = task[when];
    loss += answers.loss * task.targets.length;
    brier += answers.brier * task.targets.length;
    answers.confidence.forEach((confidence, sample) => {
      const correct = answers.predicted[sample] === task.targets[sample] ? 1 : 0;
      for (const tally of [all, tallies[binOf(confidence)]]) {
        if (tally === undefined) continue;
        tally.samples += 1;
        tally.confidence += confidence;
        tally.correct += correct;
      }
    });
  }
  const distance = tallies.reduce((sum, { confidence, correct }) => sum + Math.abs(correct - confidence), 0);
  const isKnown = !Number.isNaN(all.confidence);
  return {
    samples: all.samples,
    meanConfidence: all.confidence / all.samples,
    accuracy: isKnown ? all.correct / all.samples : Number.NaN,
    expectedCalibrationError: isKnown ? distance / all.samples : Number.NaN,
    negativeLogLikelihood: loss / all.samples,
    brierScore: brier / all.samples,
    bins: tallies.flatMap((tally, bin) => (tally.samples === 0 ? [] : [reliabilityOf(tally, bin)])),
  };
}

/** Number of the bin; −1 for what is no number. */
function binOf(confidence: number): number {
  return Number.isNaN(confidence) ? -1 : Math.max(0, Math.ceil(confidence * reliabilityBins) - 1);
}

function reliabilityOf({ samples, confidence, correct }: Tally, bin: number): ReliabilityBin {
  return {
    from: bin / reliabilityBins,
    to: (bin + 1) / reliabilityBins,
    samples,
    meanConfidence: confidence / samples,
    accuracy: correct / samples,
  };
}
