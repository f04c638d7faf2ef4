// Evaluating a state on the experiment's held-out tasks, at one go or in slices between which other things can happen.

import type { EvaluationSpec } from '../experiment/schema.ts';
import { curveStepsFor } from './curveSteps.ts';
import { type HeldOutSummary, summarizeEvaluation } from './evaluate.ts';
import type { EvaluatedTask } from './evaluatedTask.ts';
import type { EvaluationOptions, EvaluationRequest, MeasuredTask, TaskExecutor } from './executor.ts';
import type { MeasuredSide } from './measuredSide.ts';
import type { MetaState } from './metaState.ts';

/** What is measured of an initialization: an experiment's `evaluation` section fits. */
export type HeldOutSettings = Omit<EvaluationSpec, 'every' | 'baselines' | 'trainingClasses'>;

/**
 * Evaluates `state` on the first `settings.tasks` tasks of the held-out sequence. `curveSteps` (ascending, first 0,
 * last `settings.innerSteps`) says where each adaptation is measured; measuring costs time, so `[0, innerSteps]` is
 * much faster than the default curve. Rejects with the signal's reason when aborted.
 */
export async function evaluateState(
  executor: TaskExecutor,
  state: Pick<MetaState, 'parameters' | 'optimizerState'>,
  settings: HeldOutSettings,
  options: EvaluationOptions & { readonly curveSteps?: readonly number[] } = {},
): Promise<HeldOutSummary> {
  const { curveSteps = curveStepsFor(settings.innerSteps), ...executorOptions } = options;
  const request = requestFor(state, settings, curveSteps, { firstTask: 0, tasks: settings.tasks, side: 'heldOut' });
  const evaluated = await executor.evaluateTasks(request, executorOptions);
  return summarizeEvaluation(onlyMeasurements(evaluated), curveSteps, settings.transductive);
}

/**
 * An evaluation in slices of about `sliceMilliseconds`, of held-out tasks, and then of tasks of training classes where
 * asked for. How it is sliced does not change its figures.
 */
export class SlicedEvaluation {
  readonly state: MetaState;
  readonly #executor: TaskExecutor;
  readonly #settings: HeldOutSettings;
  readonly #curveSteps: readonly number[];
  readonly #sides: readonly MeasuredSide[];
  readonly #evaluated: Readonly<Record<MeasuredSide, EvaluatedTask[]>> = { heldOut: [], training: [] };
  #sliceTasks: number;

  constructor(
    executor: TaskExecutor,
    state: MetaState,
    { trainingClasses, ...settings }: HeldOutSettings & Pick<EvaluationSpec, 'trainingClasses'>,
  ) {
    this.state = state;
    this.#executor = executor;
    this.#settings = settings;
    this.#curveSteps = curveStepsFor(settings.innerSteps);
    this.#sides = trainingClasses ? ['heldOut', 'training'] : ['heldOut'];
    this.#sliceTasks = executor.workers;
  }

  get finishedTasks(): number {
    return this.#evaluated.heldOut.length + this.#evaluated.training.length;
  }

  /** Of all sides. */
  get tasks(): number {
    return this.#sides.length * this.#settings.tasks;
  }

  get isFinished(): boolean {
    return this.finishedTasks === this.tasks;
  }

  /** Evaluates the next slice. Rejects with the signal's reason when aborted; then the slice is not counted. */
  async advance(signal: AbortSignal): Promise<void> {
    const side: MeasuredSide = this.#evaluated.heldOut.length < this.#settings.tasks ? 'heldOut' : 'training';
    const evaluated = this.#evaluated[side];
    const tasks = Math.min(this.#sliceTasks, this.#settings.tasks - evaluated.length);
    const startedAt = performance.now();
    const part = { firstTask: evaluated.length, tasks, side };
    const request = requestFor(this.state, this.#settings, this.#curveSteps, part);
    evaluated.push(...onlyMeasurements(await this.#executor.evaluateTasks(request, { signal })));
    const millisecondsPerTask = (performance.now() - startedAt) / tasks;
    this.#sliceTasks = roundUpTo(this.#executor.workers, sliceMilliseconds / millisecondsPerTask);
  }

  /** Mean and interval over the held-out tasks evaluated so far. */
  summarize(): HeldOutSummary {
    return this.#summaryOf('heldOut');
  }

  /** The same over tasks of training classes; undefined where they are not measured. */
  summarizeTrainingClasses(): HeldOutSummary | undefined {
    return this.#sides.includes('training') ? this.#summaryOf('training') : undefined;
  }

  #summaryOf(side: MeasuredSide): HeldOutSummary {
    return summarizeEvaluation(this.#evaluated[side], this.#curveSteps, this.#settings.transductive);
  }
}

/** Short enough for a request to pause or stop to feel prompt, long enough for workers to be busy. */
const sliceMilliseconds = 200;

function requestFor(
  { parameters, optimizerState }: Pick<MetaState, 'parameters' | 'optimizerState'>,
  { transductive, innerBatch }: HeldOutSettings,
  curveSteps: readonly number[],
  part: Pick<EvaluationRequest, 'firstTask' | 'tasks' | 'side'>,
): EvaluationRequest {
  return { parameters, optimizerState, ...part, transductive: [transductive], curveSteps, innerBatch };
}

/** Of tasks that were measured in one way. */
function onlyMeasurements(tasks: readonly MeasuredTask[]): EvaluatedTask[] {
  return tasks.flat();
}

function roundUpTo(multiple: number, value: number): number {
  return Math.max(1, Math.ceil(Math.min(value, 1e6) / multiple)) * multiple;
}
