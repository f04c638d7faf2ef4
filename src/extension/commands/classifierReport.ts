// What a report says of a classifier alone: whether it is as sure as it is right, and what it confuses.

import { commonMistakes } from '../../meta/confusion.ts';
import { formatCount, formatLoss, formatPercent } from '../../words/formatFigures.ts';
import type { EvaluationLine } from './reportLines.ts';

/** So many of the commonest mistakes are named. */
const mostMistakes = 5;

export function describeReportedCalibration({ calibration }: EvaluationLine): string[] {
  if (calibration === undefined) return [];
  const { meanConfidence, accuracy, expectedCalibrationError, negativeLogLikelihood, brierScore } = calibration.after;
  return [
    `Calibration: confidence ${formatPercent(meanConfidence)} at accuracy ${formatPercent(accuracy)}, expected calibration error ${formatPercent(expectedCalibrationError)}, negative log-likelihood ${formatLoss(negativeLogLikelihood)}, Brier score ${formatLoss(brierScore)}`,
  ];
}

export function describeMistakes({ confusion }: EvaluationLine): string[] {
  const mistakes = confusion === undefined ? [] : commonMistakes(confusion, mostMistakes);
  if (mistakes.length === 0) return [];
  const named = mistakes.map(
    ({ actual, predicted, times, asked }) =>
      `${actual} taken for ${predicted} (${formatCount(times)} of ${formatCount(asked)} times)`,
  );
  return [`Confused: ${named.join('; ')}`];
}
