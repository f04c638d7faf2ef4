// Figures of an evaluation during training as JSON output names them.

import type { HeldOutSummary } from '../meta/evaluate.ts';
import { byFigureKey, type FigureKey } from '../runs/quantities.ts';

/**
 * Figures as JSON output names them; accuracy is a share (0 … 1). Null is what was not measured: a policy has a return
 * alone.
 */
export type ReportedMeasurement = Readonly<Record<FigureKey, number | null>>;

/** After adaptation, and under `before` without any. */
export interface ReportedEvaluation extends ReportedMeasurement {
  readonly before: ReportedMeasurement;
}

export function reportEvaluation(summary: HeldOutSummary): ReportedEvaluation {
  return { ...reportStep(summary, -1), before: reportStep(summary, 0) };
}

function reportStep(summary: HeldOutSummary, index: number): ReportedMeasurement {
  return byFigureKey((quantity, part) => finiteOrNull(summary[quantity].at(index)?.[part]));
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
