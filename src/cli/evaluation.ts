// Evaluation of an initialization on held-out tasks: carried out, as a table, and as JSON.

import { type EvaluationSummary, summarizeEvaluation } from '../meta/evaluate.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import type { MetaState } from '../meta/metaState.ts';
import { formatAccuracy, formatCount, formatLoss } from './formatNumbers.ts';
import { formatTable } from './formatTable.ts';
import type { Symbols } from './symbols.ts';

/** Which tasks measure an initialization, and how. */
export interface EvaluationPlan {
  /** Tasks `firstTask … firstTask + tasks - 1` of the experiment's held-out sequence. */
  readonly firstTask: number;
  readonly tasks: number;
  readonly innerSteps: number;
  readonly innerBatch: number;
  readonly transductive: boolean;
}

/** Measures before and after adaptation. Rejects with the signal's reason when aborted. */
export async function evaluateInitialization(
  executor: TaskExecutor,
  { parameters, optimizerState }: MetaState,
  { innerSteps, transductive, ...plan }: EvaluationPlan,
  options: { readonly signal: AbortSignal; readonly onProgress: (finished: number) => void },
): Promise<EvaluationSummary> {
  const curveSteps = [0, innerSteps];
  const request = { parameters, optimizerState, curveSteps, ...plan, transductive: [transductive] };
  const evaluated = await executor.evaluateTasks(request, options);
  return summarizeEvaluation(evaluated.flat(), curveSteps, transductive);
}

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

/** A row for each initialization: its figures before and after adaptation. */
export function formatEvaluations(
  evaluations: readonly (readonly [name: string, summary: EvaluationSummary])[],
  symbols: Symbols,
  paintHead: (line: string) => string,
): string {
  const classifies = evaluations.some(([, summary]) => summary.accuracy.length > 0);
  const quantity = classifies ? 'accuracy' : 'loss';
  const columns = [
    { title: 'initialization', alignment: 'left' },
    { title: `${quantity} before adaptation`, alignment: 'right' },
    { title: 'after adaptation', alignment: 'right' },
    ...(classifies ? [{ title: 'loss after', alignment: 'right' } as const] : []),
  ] as const;
  const rows = evaluations.map(([name, summary]) => {
    const losses = summary.loss.map(({ mean, ci95 }) => formatLoss({ value: mean, ci95 }, symbols));
    const accuracies = summary.accuracy.map(({ mean, ci95 }) => formatAccuracy({ value: mean, ci95 }, symbols));
    const figures = classifies ? accuracies : losses;
    return [name, figures[0] ?? '', figures.at(-1) ?? '', losses.at(-1) ?? ''];
  });
  return formatTable(columns, rows, paintHead);
}

/** What the figures of a table are. */
export function describePlan({ tasks, firstTask, innerSteps, transductive }: EvaluationPlan, plusMinus: string): string {
  const which = firstTask === 0 ? '' : ` (from number ${formatCount(firstTask)})`;
  const how = transductive ? 'transductive' : 'not transductive';
  return `Mean over ${formatCount(tasks)} held-out tasks${which}, ${plusMinus} 95 % interval; ${innerSteps} inner steps, ${how}.`;
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
