// The baselines that a comparison of runs shows: those that are stored of the same tasks with one of the runs, and
// otherwise measured, and stored, where that is asked for.

import { explainSystemError } from '../base/explainSystemError.ts';
import { messageOf } from '../base/systemErrors.ts';
import { differencesOfTasks } from '../experiment/heldOutTasks.ts';
import type { Experiment } from '../experiment/schema.ts';
import {
  type BaselineResult,
  type EvaluationProtocol,
  readEvaluation,
  type StoredEvaluation,
  storeEvaluation,
} from '../runs/evaluations.ts';
import { listEvaluations } from '../runs/evaluationsReader.ts';
import { hasSameHeldOut } from '../runs/pairs/groupEvaluations.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { measureBaselines } from '../workers/measureBaselines.ts';
import { besideBaselines } from './besideBaselines.ts';
import type { EvaluationWatch } from './evaluateRun.ts';
import type { TrainedRun } from './openTrainedRun.ts';

/** How one of the runs is measured. */
interface MeasuredRun {
  readonly run: TrainedRun;
  /** With what was changed for the evaluation. */
  readonly experiment: Experiment;
  readonly protocol: EvaluationProtocol;
}

/**
 * By what the runs are judged by; of runs whose training classes differ, those that the first of them learned its
 * terms from. Empty where there are none, and where measuring was ended early.
 * @param evaluations of the runs, in their order
 * @throws {TaskError} when the module fails; the signal's reason
 */
export async function comparedBaselines(
  runs: readonly MeasuredRun[],
  evaluations: readonly StoredEvaluation[],
  { measures, workers }: { readonly measures: boolean; readonly workers: number },
  watch: Omit<EvaluationWatch, 'onProgress'>,
): Promise<readonly BaselineResult[]> {
  const quantity = evaluations[0]?.tasks[0]?.quantity;
  const found = (await findStored(runs)) ?? (measures ? await measureAndStore(runs, evaluations, workers, watch) : []);
  return found.filter((baseline) => baseline.quantity === quantity);
}

async function findStored(runs: readonly MeasuredRun[]): Promise<readonly BaselineResult[] | undefined> {
  for (const { run, protocol } of runs)
    for (const listing of await listEvaluations(run.directory)) {
      if (listing.kind !== 'evaluation' || !isOfSameTasks(listing.evaluation, protocol)) continue;
      if (!hasSameHeldOut(listing.evaluation.data, run.measuredData) || !listing.evaluation.baselines?.length) continue;
      const whole = await readEvaluation(listing.file);
      const baselines = whole.kind === 'evaluation' ? (whole.evaluation.baselines ?? []) : [];
      if (baselines.length > 0 && baselines.every(({ values }) => values.length >= protocol.tasks)) return baselines;
    }
  return undefined;
}

/** How queries are normalised, and how runs adapt, is nothing to a baseline. */
function isOfSameTasks(
  { protocol: stored }: Pick<StoredEvaluation, 'protocol'>,
  protocol: EvaluationProtocol,
): boolean {
  const keys = ['version', 'seed', 'firstTask', 'side'] as const;
  return keys.every((key) => stored[key] === protocol[key]) && differencesOfTasks(stored, protocol).length === 0;
}

/** With the first run's evaluation, as one more of the same figures. */
async function measureAndStore(
  [first]: readonly MeasuredRun[],
  [evaluation]: readonly StoredEvaluation[],
  workers: number,
  { onWarning = () => {}, onNotStored = onWarning, ...watch }: Omit<EvaluationWatch, 'onProgress'>,
): Promise<readonly BaselineResult[]> {
  if (first === undefined || evaluation === undefined) return [];
  const { seed, firstTask } = first.protocol;
  const of = { task: first.experiment.task, data: first.run.data };
  const request = { seed, firstTask, tasks: evaluation.report.tasks };
  const measured = await measureBaselines(of, request, workers, watch);
  if (measured === undefined) {
    onWarning('The baselines were not measured: the comparison was ended early.');
    return [];
  }
  const beside = besideBaselines({ ...evaluation, createdAt: new Date().toISOString() }, measured);
  try {
    const { omission } = await storeEvaluation(first.run.directory, beside);
    if (omission !== undefined) onWarning(omission);
  } catch (error) {
    const { evaluations } = runFiles(first.run.directory);
    onNotStored(
      `The baselines could not be stored with the run: ${explainSystemError(error, evaluations) ?? messageOf(error)}`,
    );
  }
  return beside.baselines ?? [];
}
