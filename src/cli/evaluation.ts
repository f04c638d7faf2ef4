// Figures of an evaluation during training as JSON output names them.

import type { EvaluationSummary } from '../meta/evaluate.ts';

/** Query loss and accuracy as JSON output names them; accuracy is a share (0 … 1), and null for regression. */
export interface ReportedMeasurement {
  readonly loss: number | null;
  readonly lossCi95: number | null;
  readonly accuracy: number | null;
  readonly accuracyCi95: number | null;
}

/** After adaptation, and under `before` without any. */
export interface ReportedEvaluation extends ReportedMeasurement {
  readonly before: ReportedMeasurement;
}

export function reportEvaluation(summary: EvaluationSummary): ReportedEvaluation {
  return { ...reportStep(summary, -1), before: reportStep(summary, 0) };
}

function reportStep({ loss, accuracy }: EvaluationSummary, index: number): ReportedMeasurement {
  const [lossAtStep, accuracyAtStep] = [loss.at(index), accuracy.at(index)];
  return {
    loss: finiteOrNull(lossAtStep?.mean),
    lossCi95: finiteOrNull(lossAtStep?.ci95),
    accuracy: finiteOrNull(accuracyAtStep?.mean),
    accuracyCi95: finiteOrNull(accuracyAtStep?.ci95),
  };
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
