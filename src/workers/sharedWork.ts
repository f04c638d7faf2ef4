// SharedWork: a meta-iteration in memory that all threads see. Each takes tasks until none is left, then stretches of
// the update.

import { initialOptimizerState } from '../engine/learner.ts';
import type { Algorithm } from '../experiment/schema.ts';
import type { AdaptedTask } from '../meta/executor.ts';
import type { LearningContext } from '../meta/learningContext.ts';
import { metaParameterCount } from '../meta/metaParameters.ts';
import type { MetaState } from '../meta/metaState.ts';
import { completeMove, initialOuterMoments, type MovedArrays, moveMetaPart } from '../meta/metaUpdate.ts';
import { learnFromTask } from '../meta/trainingTask.ts';
import { WORDS_PER_SIGNAL } from './threadSignal.ts';

/**
 * The pool writes the start before it asks; each thread writes the slots of the tasks that it took, then the stretches
 * of `moved…` that it took. Only one side touches a part at a time: a command is carried out before the next is given.
 */
export interface SharedArrays {
  /**
   * Meta-parameters and moments of the inner optimizer that every task starts from, and of the outer one that the
   * update starts from.
   */
  readonly startParameters: Float32Array;
  readonly startMoments: Float32Array;
  readonly startOuterMoments: Float32Array;
  /** Meta-iteration and optimizer steps of the start. */
  readonly startCounts: Float64Array;
  /** One slot for each task of the meta-batch, one after another. */
  readonly contributions: Float32Array;
  readonly adaptedMoments: Float32Array;
  /** For each task: optimizer steps, first loss, last loss. */
  readonly figures: Float64Array;
  /** All of the start after the meta-iteration. */
  readonly movedParameters: Float32Array;
  readonly movedMoments: Float32Array;
  readonly movedOuterMoments: Float32Array;
  /** For each participant, what it computed in this meta-iteration. */
  readonly busySeconds: Float64Array;
  /** The next task or stretch that nobody has taken, and how many tasks of an evaluation are finished. */
  readonly counters: Int32Array;
  readonly signals: Int32Array;
}

const NEXT_TASK = 0;
const FINISHED_TASKS = 1;
const FIGURES_PER_TASK = 3;

/** Values that a thread updates at a time: some microseconds of work, many times what handing it to the kernels takes. */
const stretchLength = 2048;

export function createSharedArrays(algorithm: Algorithm, parameterCount: number, participants: number): SharedArrays {
  const { metaBatch, innerOptimizer } = algorithm;
  const momentCount = initialOptimizerState(innerOptimizer, parameterCount).moments.length;
  const learnedCount = metaParameterCount(algorithm, { parameterCount });
  const outerCount = initialOuterMoments(algorithm, learnedCount).length;
  const floats = (length: number) => new Float32Array(new SharedArrayBuffer(length * 4));
  const doubles = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
  const words = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));
  return {
    startParameters: floats(learnedCount),
    startMoments: floats(momentCount),
    startOuterMoments: floats(outerCount),
    startCounts: doubles(2),
    contributions: floats(learnedCount * metaBatch),
    adaptedMoments: floats(momentCount * metaBatch),
    figures: doubles(FIGURES_PER_TASK * metaBatch),
    movedParameters: floats(learnedCount),
    movedMoments: floats(momentCount),
    movedOuterMoments: floats(outerCount),
    busySeconds: doubles(participants),
    counters: words(2),
    signals: words(participants * WORDS_PER_SIGNAL),
  };
}

export function sizeOfSharedArrays(arrays: SharedArrays): number {
  return Object.values(arrays).reduce((sum, { byteLength }: ArrayBufferView) => sum + byteLength, 0);
}

/** One participant's view. */
export class SharedWork {
  readonly #algorithm: Algorithm;
  readonly #arrays: SharedArrays;
  readonly #participant: number;
  readonly #stretches: number;
  readonly #contributions: readonly Float32Array[];
  readonly #momentSlots: readonly Float32Array[];

  constructor(algorithm: Algorithm, arrays: SharedArrays, participant: number) {
    this.#algorithm = algorithm;
    this.#arrays = arrays;
    this.#participant = participant;
    this.#stretches = Math.ceil(arrays.movedParameters.length / stretchLength);
    this.#contributions = slotsOf(arrays.contributions, algorithm.metaBatch);
    this.#momentSlots = slotsOf(arrays.adaptedMoments, algorithm.metaBatch);
  }

  // ---- what the pool does before and after --------------------------------------------------------------------------

  begin({ iteration, parameters, optimizerState, outerMoments }: MetaState): void {
    const { startParameters, startMoments, startOuterMoments, startCounts, busySeconds } = this.#arrays;
    startParameters.set(parameters);
    startMoments.set(optimizerState.moments);
    startOuterMoments.set(outerMoments);
    startCounts.set([iteration, optimizerState.steps]);
    busySeconds.fill(0);
    this.beginTasks();
  }

  beginTasks(): void {
    Atomics.store(this.#arrays.counters, NEXT_TASK, 0);
    Atomics.store(this.#arrays.counters, FINISHED_TASKS, 0);
  }

  /** Lets nobody take another task. */
  endTasks(): void {
    Atomics.store(this.#arrays.counters, NEXT_TASK, NO_TASK);
  }

  get finishedTasks(): number {
    return Atomics.load(this.#arrays.counters, FINISHED_TASKS);
  }

  /** The state that all stretches together make, in memory of its own. */
  movedState(): MetaState {
    const { parameters, moments, outerMoments } = this.#moved();
    return completeMove(this.#algorithm, this.#start(), this.#adapted(), {
      parameters: new Float32Array(parameters),
      moments: new Float32Array(moments),
      outerMoments: new Float32Array(outerMoments),
    });
  }

  losses(): { readonly firstLoss: number; readonly lastLoss: number }[] {
    return this.#contributions.map((_, task) => ({
      firstLoss: this.#figure(task, 1),
      lastLoss: this.#figure(task, 2),
    }));
  }

  get busySeconds(): number {
    return this.#arrays.busySeconds.reduce((sum, seconds) => sum + seconds, 0);
  }

  // ---- what every participant does ----------------------------------------------------------------------------------

  /** The number of a task, which nobody else gets; undefined when all `tasks` are taken. */
  takeTask(tasks: number): number | undefined {
    const task = Atomics.add(this.#arrays.counters, NEXT_TASK, 1);
    return task >= 0 && task < tasks ? task : undefined;
  }

  finishTask(): void {
    Atomics.add(this.#arrays.counters, FINISHED_TASKS, 1);
  }

  /** Adapts a task of the meta-batch that is not taken yet. Returns false when there is none. */
  adaptNextTask(context: LearningContext): boolean {
    const task = this.takeTask(this.#algorithm.metaBatch);
    if (task === undefined) return false;
    this.#time(() => {
      const { optimizerState, firstLoss, lastLoss } = learnFromTask(
        context,
        this.#start(),
        task,
        this.#contributions[task],
      );
      this.#momentSlots[task]?.set(optimizerState.moments);
      this.#arrays.figures.set([optimizerState.steps, firstLoss, lastLoss], task * FIGURES_PER_TASK);
    });
    return true;
  }

  /**
   * Computes a stretch of the update that is not taken yet, once all tasks are adapted. Returns false when there is
   * none.
   */
  moveNextStretch(): boolean {
    const index = this.takeTask(this.#stretches);
    if (index === undefined) return false;
    const part = { index, parts: this.#stretches };
    this.#time(() => moveMetaPart(this.#algorithm, this.#start(), this.#adapted(), this.#moved(), part));
    return true;
  }

  #start(): MetaState {
    const { startParameters, startMoments, startOuterMoments, startCounts } = this.#arrays;
    const [iteration = 0, steps = 0] = startCounts;
    const optimizerState = { steps, moments: startMoments };
    return { iteration, parameters: startParameters, optimizerState, outerMoments: startOuterMoments };
  }

  #moved(): MovedArrays {
    const { movedParameters, movedMoments, movedOuterMoments } = this.#arrays;
    return { parameters: movedParameters, moments: movedMoments, outerMoments: movedOuterMoments };
  }

  #adapted(): AdaptedTask[] {
    return this.#contributions.map((contribution, task) => ({
      contribution,
      optimizerState: { steps: this.#figure(task, 0), moments: this.#momentSlots[task] ?? new Float32Array(0) },
      firstLoss: this.#figure(task, 1),
      lastLoss: this.#figure(task, 2),
    }));
  }

  #figure(task: number, index: number): number {
    return this.#arrays.figures[task * FIGURES_PER_TASK + index] ?? Number.NaN;
  }

  #time(work: () => void): void {
    const startedAt = performance.now();
    work();
    const { busySeconds } = this.#arrays;
    busySeconds[this.#participant] = (busySeconds[this.#participant] ?? 0) + (performance.now() - startedAt) / 1000;
  }
}

/** Far from overflowing, however many threads still ask. */
const NO_TASK = 0x40000000;

function slotsOf(values: Float32Array, slots: number): Float32Array[] {
  const length = values.length / slots;
  return Array.from({ length: slots }, (_, index) => values.subarray(index * length, (index + 1) * length));
}
