// Figures of an evaluation during training as JSON output names them.

import type { EvaluationSummary } from '../meta/evaluate.ts';

/** Figures as JSON output names them; accuracy is a share (0 … 1). Null is what was not measured: a policy has a return alone. */
export interface ReportedMeasurement {
  readonly loss: number | null;
  readonly lossCi95: number | null;
  readonly accuracy: number | null;
  readonly accuracyCi95: number | null;
  readonly return: number | null;
  readonly returnCi95: number | null;
}

/** After adaptation, and under `before` without any. */
export interface ReportedEvaluation extends ReportedMeasurement {
  readonly before: ReportedMeasurement;
}

export function reportEvaluation(summary: EvaluationSummary): ReportedEvaluation {
  return { ...reportStep(summary, -1), before: reportStep(summary, 0) };
}

function reportStep(summary: EvaluationSummary, index: number): ReportedMeasurement {
  const [loss, accuracy, ofPolicy] = [summary.loss.at(index), summary.accuracy.at(index), summary.return.at(index)];
  return {
    loss: finiteOrNull(loss?.mean),
    lossCi95: finiteOrNull(loss?.ci95),
    accuracy: finiteOrNull(accuracy?.mean),
    accuracyCi95: finiteOrNull(accuracy?.ci95),
    return: finiteOrNull(ofPolicy?.mean),
    returnCi95: finiteOrNull(ofPolicy?.ci95),
  };
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
