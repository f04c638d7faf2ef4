// Evaluates a run on held-out tasks, in every way that is asked for, and stores what was measured with the run.

import { explainSystemError } from '../base/explainSystemError.ts';
import { messageOf } from '../base/systemErrors.ts';
import { trainingSideOf } from '../experiment/trainingSide.ts';
import { curveStepsFor } from '../meta/curveSteps.ts';
import { figuresOfTasks, reportEvaluation } from '../meta/evaluationReport.ts';
import type { MeasuredTask } from '../meta/executor.ts';
import { withoutTrainingClasses } from '../meta/heldOutTask.ts';
import type { MetaState } from '../meta/metaState.ts';
import { parametersSha256, type StoredEvaluation, type StoredFile, storeEvaluation } from '../runs/evaluations.ts';
import { unchosenAmong } from '../runs/evaluationWorth.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { storeProbabilities, type TaskProbabilities } from '../runs/storedProbabilities.ts';
import { TaskError } from '../tasks/taskError.ts';
import { type BaselineFigures, measureBaselines } from '../workers/measureBaselines.ts';
import { besideBaselines } from './besideBaselines.ts';
import { changesFor, type EvaluationSettings, protocolOf, type SettledSettings } from './evaluationProtocol.ts';
import { nameSamples, probabilitiesOf, sampleNamesOf } from './namedSamples.ts';
import { type Evaluator, startEvaluator, type TrainedRun } from './openTrainedRun.ts';
import { settleTasks } from './settledTasks.ts';

export interface EvaluationExtent {
  /** Whether the random initialization is measured on the same tasks, too. */
  readonly compareRandom: boolean;
  /**
   * Whether tasks are measured along the way, at the steps of `curveStepsFor`, and not before and after only: that
   * takes longer.
   */
  readonly wholeCurve: boolean;
  /** Whether the baselines of the domain are measured on the same tasks, too; undefined: as the experiment says. */
  readonly baselines: boolean | undefined;
  readonly workers: number;
  /** Whether the class probabilities of query samples are stored beside the evaluation, too. */
  readonly probabilities?: boolean;
}

export interface EvaluationWatch {
  /** Gives everything up. */
  readonly signal?: AbortSignal;
  /** Ends early: what is measured so far is reported and stored. */
  readonly enough?: AbortSignal;
  /** Tasks that are finished, of all that are to be adapted to. */
  readonly onProgress?: (finished: number, total: number) => void;
  readonly onWarning?: (message: string) => void;
  /** Hears, in sentences, of what was measured and could not be stored with the run: what it was, and why. */
  readonly onNotStored?: (message: string) => void;
}

export interface RunEvaluation {
  readonly initialization: 'trained' | 'random';
  readonly evaluation: StoredEvaluation;
  readonly storage: Storage;
}

type Storage =
  | ({
      readonly kind: 'stored';
      /** The file of the probabilities, where they were asked for. */
      readonly probabilities?: string;
    } & StoredFile)
  /** The run's folder cannot be written, for instance. */
  | { readonly kind: 'notStored' };

/**
 * Measures the run's parameters for each number of shots, with and without transduction as asked for, and yields each
 * evaluation as soon as it is done. Ended early, it yields what it has, with fewer tasks than the protocol asks for.
 * The run may be at work meanwhile.
 *
 * @throws {ExperimentRefused} {TaskError} when tasks cannot be as they are asked for; {ModelError} {EngineError}; the
 * signal's reason
 */
export async function* evaluateRun(
  run: TrainedRun,
  settings: EvaluationSettings,
  extent: EvaluationExtent,
  { signal, enough, onProgress = () => {}, onWarning = () => {}, onNotStored = onWarning }: EvaluationWatch = {},
): AsyncGenerator<RunEvaluation, void, undefined> {
  const { side } = settings;
  if (side === 'training') checkTrainingSide(run, onWarning);
  const { compareRandom, workers } = extent;
  // Baselines learn held-out tasks.
  const withBaselines = side === 'heldOut' && (extent.baselines ?? run.experiment.evaluation.baselines);
  if (extent.baselines === true && !withBaselines) onWarning('Baselines are measured on held-out tasks alone.');
  const settled = settleTasks(settings, [run]);
  const variants = changesFor(settings);
  const initializations = compareRandom ? (['trained', 'random'] as const) : (['trained'] as const);
  const total = settled.tasks * variants.length * (initializations.length + (withBaselines ? 1 : 0));
  let earlier = 0;
  for (const changes of variants) {
    if (enough?.aborted) return;
    const evaluator = await startEvaluator(run, { workers, changes });
    try {
      evaluator.warnings.forEach(onWarning);
      let baselines: readonly BaselineFigures[] | undefined;
      for (const initialization of initializations) {
        const state = initialization === 'trained' ? run.trained : evaluator.untrained;
        const options = {
          ...(signal && { signal }),
          ...(enough && { enough }),
          onProgress: (finished: number) => onProgress(earlier + finished, total),
        };
        const isRandom =
          initialization === 'random' || (state.iteration === 0 && run.manifest.initializedFrom === null);
        const measured = await measure(run, evaluator, { ...state, isRandom }, settled, extent, options);
        earlier += settled.tasks;
        const [one] = measured;
        if (withBaselines && one !== undefined && baselines === undefined) {
          const { seed, firstTask, tasks } = one.evaluation.protocol;
          const of = { task: evaluator.experiment.task, data: run.data };
          baselines = await measureBaselines(of, { seed, firstTask, tasks }, workers, options);
          earlier += settled.tasks;
          if (baselines === undefined) onWarning('The baselines were not measured: the evaluation was ended early.');
        }
        for (const { evaluation: without, probabilities } of measured) {
          const evaluation = besideBaselines(without, baselines);
          const storage = await store(run, evaluation, probabilities, onNotStored);
          if (storage.kind === 'stored' && storage.omission !== undefined) onWarning(storage.omission);
          yield { initialization, evaluation, storage };
        }
      }
    } finally {
      await evaluator.executor.dispose();
    }
  }
}

interface MeasuredEvaluation {
  readonly evaluation: StoredEvaluation;
  /** Empty where they were not asked for, or there are none. */
  readonly probabilities: readonly TaskProbabilities[];
}

/** @throws {TaskError} where the training side has no tasks that can be measured */
function checkTrainingSide({ experiment: { task } }: TrainedRun, onWarning: (message: string) => void): void {
  switch (trainingSideOf(task)) {
    case 'apart':
      return;
    case 'same':
      onWarning(
        'Training and held-out tasks of this run are drawn from the same family: their figures differ by chance alone.',
      );
      return;
    case 'unmeasurable':
      throw new TaskError(withoutTrainingClasses);
  }
}

/** Adapts to every task. Gives an evaluation for each way of normalising queries, none where no task was finished. */
async function measure(
  run: TrainedRun,
  { experiment, executor }: Evaluator,
  { parameters, optimizerState, iteration, isRandom }: MetaState & { readonly isRandom: boolean },
  settings: SettledSettings,
  { wholeCurve, probabilities = false }: EvaluationExtent,
  options: Parameters<Evaluator['executor']['evaluateTasks']>[1],
): Promise<MeasuredEvaluation[]> {
  const protocols = (settings.transductive ?? [experiment.evaluation.transductive]).map((transductive) =>
    protocolOf(run, experiment, settings, transductive),
  );
  const [common] = protocols;
  if (common === undefined) return [];
  const { seed, firstTask, tasks, innerSteps, innerBatch, side } = common;
  const curveSteps = wholeCurve ? curveStepsFor(innerSteps) : [0, innerSteps];
  const transductive = protocols.map((protocol) => protocol.transductive);
  const startedAt = performance.now();
  const measured: readonly MeasuredTask[] = await executor.evaluateTasks(
    {
      parameters,
      optimizerState,
      seed,
      side,
      firstTask,
      tasks,
      transductive,
      curveSteps,
      innerBatch,
      keep: probabilities ? 'probabilities' : 'samples',
    },
    options,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  if (measured.length === 0) return [];
  const nameOf = sampleNamesOf(run.data);
  return protocols.map((protocol, way) => {
    const evaluated = measured.flatMap((ways) => ways.slice(way, way + 1));
    const samples = nameOf && nameSamples(evaluated, nameOf);
    const evaluation: StoredEvaluation = {
      formatVersion: 1,
      createdAt: new Date().toISOString(),
      protocol,
      data: run.measuredData,
      initialization: { iteration, parametersSha256: parametersSha256(parameters), isRandom },
      engineVariant: executor.variant,
      workers: executor.workers,
      seconds,
      ...(isChosenBy({ ...protocol, tasks: evaluated.length }, run, iteration) && {
        isChosenByItsTasks: true as const,
      }),
      report: reportEvaluation(evaluated, curveSteps, firstTask),
      tasks: figuresOfTasks(evaluated),
      ...(samples && { samples }),
    };
    return { evaluation, probabilities: probabilities ? probabilitiesOf(evaluated, firstTask, nameOf) : [] };
  });
}

/** Whether most of the tasks are those by which the checkpoint was chosen. One that is the newest was not chosen. */
function isChosenBy(
  { side, ...tasks }: StoredEvaluation['protocol'],
  { manifest: { best, iteration }, experiment: { seed, evaluation }, heldOutTasks, changes }: TrainedRun,
  measured: number,
): boolean {
  // Other classes than those of the run's own evaluations chose nothing.
  if (side !== 'heldOut' || changes.length > 0 || measured !== best?.iteration || measured === iteration) return false;
  const unchosen = unchosenAmong(tasks, { seed, tasks: evaluation.tasks }, heldOutTasks !== undefined);
  return unchosen < tasks.tasks / 2;
}

async function store(
  { directory }: TrainedRun,
  evaluation: StoredEvaluation,
  probabilities: readonly TaskProbabilities[],
  onNotStored: (message: string) => void,
): Promise<Storage> {
  const { evaluations } = runFiles(directory);
  const reasonOf = (error: unknown) => explainSystemError(error, evaluations) ?? messageOf(error);
  let stored: StoredFile;
  try {
    stored = await storeEvaluation(directory, evaluation);
  } catch (error) {
    onNotStored(`The result could not be stored with the run: ${reasonOf(error)}`);
    return { kind: 'notStored' };
  }
  if (probabilities.length === 0) return { kind: 'stored', ...stored };
  try {
    return { kind: 'stored', ...stored, probabilities: await storeProbabilities(stored.file, probabilities) };
  } catch (error) {
    onNotStored(`The probabilities could not be stored with the run: ${reasonOf(error)}`);
    return { kind: 'stored', ...stored };
  }
}
