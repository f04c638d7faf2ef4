// Compares runs on the same held-out tasks: what was stored of such an evaluation is used, the rest is measured.

import { differencesOfTasks } from '../experiment/heldOutTasks.ts';
import { isBetterValue, type Quantity } from '../experiment/quantities.ts';
import type { Experiment } from '../experiment/schema.ts';
import { meanOf } from '../meta/statistics.ts';
import {
  agreesWithReport,
  type EvaluationProtocol,
  parametersSha256,
  readEvaluation,
  type StoredEvaluation,
  type StoredSummary,
} from '../runs/evaluations.ts';
import { listEvaluations } from '../runs/evaluationsReader.ts';
import { measuredQuantities } from '../runs/figureOfMerit.ts';
import {
  type BaselineBeside,
  type BaselineOfTasks,
  compareFigures,
  type FiguresBeside,
} from '../runs/pairs/compareFigures.ts';
import { nameBeginning, titleOfRun } from '../runs/runLabel.ts';
import type { RunLabels } from '../runs/runLabels.ts';
import type { DataChanges } from '../tasks/split/describeChanges.ts';
import { readRunExperiment } from '../trainer/prepareRun.ts';
import { comparedBaselines } from './comparedBaselines.ts';
import { type EvaluationWatch, evaluateRun } from './evaluateRun.ts';
import { changesFor, type EvaluationSettings, protocolOf, type SettledSettings } from './evaluationProtocol.ts';
import { differenceOfHeldOut } from './heldOutClasses.ts';
import type { TrainedRun } from './openTrainedRun.ts';
import { settleTasks } from './settledTasks.ts';

/** Runs that cannot be compared. `message` says what differs and what to do. */
export class IncomparableRunsError extends Error {
  override readonly name = 'IncomparableRunsError';
}

export interface Comparison {
  readonly quantity: Quantity;
  /** The protocol of the first run: seed, tasks, shots and transduction are those of all. */
  readonly protocol: EvaluationProtocol;
  /** Tasks that all runs were measured on: fewer than asked for where it was ended early. */
  readonly tasks: number;
  /** Place in `runs` of the run that the others are compared with. */
  readonly reference: number;
  readonly against: ComparisonExtent['against'];
  /** That the differences are corrected for: every pair, where the figures chose the reference. */
  readonly comparisons: number;
  readonly runs: readonly ComparedRun[];
  /** Of the same tasks. */
  readonly baselines: readonly BaselineBeside[];
}

export interface ComparedRun extends FiguresBeside {
  readonly name: string;
  /** What tells it from others of its name; empty where nothing does. */
  readonly label: string;
  readonly iteration: number;
  readonly innerSteps: number;
  readonly innerBatch: number;
  readonly source: 'stored' | 'measured';
  /** In the place of random parameters; null where it began with these. */
  readonly beginsWith: string | null;
  /** In words, what a person should know of its figures: classes that were trained on before, for instance. */
  readonly warnings: readonly string[];
  /** What had changed of its data, where a person accepted that. */
  readonly changes: DataChanges | null;
}

export interface ComparisonExtent {
  readonly against: 'first' | 'best';
  /** Whether they are measured where none are stored; undefined: as the first run's experiment says. */
  readonly baselines: boolean | undefined;
  readonly workers: number;
  /** By directory. */
  readonly labels: RunLabels;
}

interface Plan {
  readonly run: TrainedRun;
  readonly experiment: Experiment;
  readonly settings: SettledSettings;
  readonly protocol: EvaluationProtocol;
}

/**
 * Evaluates every run with the tasks of one seed, whatever the runs' own seeds, and yields a comparison for each number
 * of shots and way of normalising queries. Inner steps and batches are each run's own where they are not asked for:
 * they belong to how a run learns.
 * @throws {IncomparableRunsError} where held-out tasks differ; as `evaluateRun` does
 */
export async function* compareRuns(
  runs: readonly TrainedRun[],
  settings: EvaluationSettings,
  { against, baselines: asked, workers, labels }: ComparisonExtent,
  { onProgress = () => {}, ...watch }: EvaluationWatch = {},
): AsyncGenerator<Comparison, void, undefined> {
  const [first] = runs;
  if (first === undefined) return;
  const shared = {
    ...settleTasks(settings, runs),
    seed: settings.seed ?? first.experiment.seed,
  };
  const ways = settings.transductive ?? [first.experiment.evaluation.transductive];
  const variants = (settings.shots ?? [undefined]).flatMap((shots) =>
    ways.map((transductive) => ({ shots, transductive })),
  );
  const total = shared.tasks * variants.length * runs.length;
  let earlier = 0;
  const progress = (finished: number) => onProgress(earlier + finished, total);
  for (const { shots, transductive } of variants) {
    const ofVariant = { ...shared, shots: shots === undefined ? undefined : [shots], transductive: [transductive] };
    const plans = await Promise.all(runs.map((run) => planFor(run, ofVariant, transductive)));
    refuseOtherTasks(plans, labels);
    const evaluations: Measured[] = [];
    for (const plan of plans) {
      const measured =
        (await findStored(plan, watch)) ?? (await measureNow(plan, workers, { ...watch, onProgress: progress }));
      if (measured !== undefined) evaluations.push(measured);
      earlier += shared.tasks;
      progress(0);
    }
    if (evaluations.length < runs.length) return;
    const baselines =
      asked === false
        ? []
        : await comparedBaselines(
            plans,
            evaluations.map(({ evaluation }) => evaluation),
            { measures: asked ?? first.experiment.evaluation.baselines, workers },
            watch,
          );
    yield comparisonOf(plans, evaluations, { against, labels }, baselines);
  }
}

async function planFor(run: TrainedRun, settings: SettledSettings, transductive: boolean): Promise<Plan> {
  const [changes = []] = changesFor(settings);
  const experiment = await readRunExperiment(run.directory, run.manifest, [...run.changes, ...changes]);
  return { run, experiment, settings, protocol: protocolOf(run, experiment, settings, transductive) };
}

/** @throws {IncomparableRunsError} */
function refuseOtherTasks(plans: readonly Plan[], labels: RunLabels): void {
  const [first, ...others] = plans;
  if (first === undefined) return;
  for (const other of others) {
    const differences = differencesOfTasks(first.protocol, other.protocol);
    if (differences.length === 0) {
      refuseOtherClasses(first, other, labels);
      continue;
    }
    const list = differences.map(
      ({ key, first: a, second: b }) =>
        `${key} is ${show(a)} in ${nameOf(first, labels)} and ${show(b)} in ${nameOf(other, labels)}`,
    );
    const advice = differences.every(({ key }) => key === 'task.shots' || key === 'task.queries')
      ? ' Set them with --shots and --queries.'
      : '';
    throw new IncomparableRunsError(
      `Only runs with the same held-out tasks can be compared: ${list.join('; ')}.${advice}`,
    );
  }
}

/** @throws {IncomparableRunsError} */
function refuseOtherClasses(first: Plan, other: Plan, labels: RunLabels): void {
  const difference = differenceOfHeldOut(
    [first.run.split, other.run.split],
    [nameOf(first, labels), nameOf(other, labels)],
  );
  if (difference === undefined) return;
  throw new IncomparableRunsError(
    `Only runs with the same held-out tasks can be compared, but these keep held-out data that differ: ${difference}. ` +
      'Train one of them anew on the data of the other.',
  );
}

function nameOf({ run }: Plan, labels: RunLabels): string {
  return `“${titleOfRun(run.manifest.name, labels.get(run.directory) ?? '')}”`;
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

interface Measured {
  readonly evaluation: StoredEvaluation;
  readonly source: ComparedRun['source'];
}

/**
 * The newest stored evaluation of the same parameters, tasks and adaptation. `onWarning` hears of one whose figures
 * cannot be right.
 */
async function findStored(
  { run, protocol }: Plan,
  { onWarning = () => {} }: Pick<EvaluationWatch, 'onWarning'>,
): Promise<Measured | undefined> {
  const sha256 = parametersSha256(run.trained.parameters);
  const keys = ['version', 'seed', 'firstTask', 'innerSteps', 'innerBatch', 'transductive', 'side'] as const;
  for (const listing of await listEvaluations(run.directory)) {
    if (listing.kind !== 'evaluation') continue;
    const { evaluation } = listing;
    const isSame =
      evaluation.initialization.parametersSha256 === sha256 &&
      hasSameData(evaluation, run) &&
      evaluation.report.tasks >= protocol.tasks &&
      keys.every((key) => evaluation.protocol[key] === protocol[key]) &&
      differencesOfTasks(evaluation.protocol, protocol).length === 0;
    if (!isSame) continue;
    const whole = await readEvaluation(listing.file);
    // Figures of single tasks may be fewer than those of the report.
    const isWhole = whole.kind === 'evaluation' && (whole.evaluation.tasks[0]?.after.length ?? 0) >= protocol.tasks;
    if (!isWhole) continue;
    if (isOfMerit(whole.evaluation, run) && agreesWithReport(whole.evaluation))
      return { evaluation: whole.evaluation, source: 'stored' };
    onWarning(`${listing.file} is not used: its figures of single tasks are not those that it reports. Delete it.`);
  }
  return undefined;
}

/** Whether it says first what the run is judged by, where the run was ever measured. */
function isOfMerit({ tasks }: StoredEvaluation, { manifest: { latest } }: TrainedRun): boolean {
  return latest === null || measuredQuantities(latest)[0] === tasks[0]?.quantity;
}

/** Of an evaluation that does not say what its data were, nobody knows. */
function hasSameData({ data }: StoredSummary, { measuredData }: TrainedRun): boolean {
  return measuredData === null || (data?.split === measuredData.split && data.heldOut === measuredData.heldOut);
}

async function measureNow(
  { run, settings }: Plan,
  workers: number,
  watch: EvaluationWatch,
): Promise<Measured | undefined> {
  const extent = { compareRandom: false, wholeCurve: false, baselines: false, workers };
  for await (const { evaluation } of evaluateRun(run, settings, extent, watch)) {
    return { evaluation, source: 'measured' };
  }
  return undefined;
}

function comparisonOf(
  plans: readonly Plan[],
  measured: readonly Measured[],
  { against, labels }: Pick<ComparisonExtent, 'against' | 'labels'>,
  baselines: readonly BaselineOfTasks[],
): Comparison {
  const figures = measured.map(({ evaluation }) => evaluation.tasks[0]);
  const [firstPlan, quantity] = [plans[0], figures[0]?.quantity];
  if (firstPlan === undefined || quantity === undefined) throw new RangeError('There is nothing to compare.');
  const tasks = Math.min(firstPlan.protocol.tasks, ...figures.map((figure) => figure?.after.length ?? 0));
  const values = figures.map((figure) => figure?.after.slice(0, tasks) ?? []);
  const reference = against === 'first' ? 0 : placeOfBest(values.map(meanOf), quantity);
  const compared = compareFigures(
    quantity,
    plans.map(({ run: { directory } }, place) => ({ directory, values: values[place] ?? [] })),
    { place: reference, chosen: against === 'first' ? 'beforehand' : 'byFigures' },
    baselines,
  );
  const runs = plans.flatMap(({ run, protocol }, place): ComparedRun[] => {
    const figuresBeside = compared.runs[place];
    if (figuresBeside === undefined) return [];
    return [
      {
        ...figuresBeside,
        name: run.manifest.name,
        label: labels.get(run.directory) ?? '',
        iteration: run.trained.iteration,
        innerSteps: protocol.innerSteps,
        innerBatch: protocol.innerBatch,
        source: measured[place]?.source ?? 'measured',
        beginsWith: nameBeginning(run.manifest) ?? null,
        warnings: run.warnings,
        changes: run.measuredData?.changes ?? null,
      },
    ];
  });
  return {
    quantity,
    protocol: firstPlan.protocol,
    tasks,
    reference,
    against,
    comparisons: compared.comparisons,
    runs,
    baselines: compared.baselines,
  };
}

function placeOfBest(means: readonly number[], quantity: Quantity): number {
  return means.reduce((best, mean, place) => {
    const bestMean = means[best] ?? Number.NaN;
    return isBetterValue(quantity, mean, bestMean) || (Number.isNaN(bestMean) && !Number.isNaN(mean)) ? place : best;
  }, 0);
}
