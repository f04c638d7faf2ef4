// What a user's task module exports. This file needs no other: it is handed out as the types to write a module with.

/**
 * Random numbers of one task. Draw from here and from nowhere else, so that a run can be repeated and resumed bit for
 * bit.
 */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Whole number from 0 up to, not including, `bound`. */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * Training tasks are learned from; held-out tasks measure. Draw them from different classes, functions or parameters.
 */
export type Part = 'training' | 'heldOut';

/**
 * Samples, one entry each: inputs as numbers in row-major order, and a target: a number, a list of numbers, or a class
 * from 0 on.
 */
export interface TaskSamples {
  readonly inputs: readonly (number | readonly number[] | Float32Array)[];
  readonly targets: readonly (number | readonly number[] | Float32Array)[];
}

/** Tasks of any kind. All tasks have sets of the same sizes. */
export interface SampledTasks {
  readonly kind: 'samples';
  /** [values], or [height, width, channels] for images. */
  readonly inputShape: readonly number[];
  /** Classes, or values of a target. */
  readonly outputs: number;
  readonly loss: 'softmaxCrossEntropy' | 'meanSquaredError';
  /** Samples in every training task, and in support and query set of every held-out task. */
  readonly trainingSize: number;
  readonly supportSize: number;
  readonly querySize: number;
  /** What held-out tasks are, for a person: `orders of 2025, never trained on`. */
  readonly heldOutDescription?: string;
  /** How many held-out tasks there are, where they are a fixed list. Default: they never end. */
  readonly heldOutTasks?: number;
  /** `trainingSize` samples to learn from. */
  sampleTrainingTask(random: Random): TaskSamples;
  /**
   * Support and query set share no sample. `number`: of the task in the sequence of held-out tasks, from 0 on, to take it
   * from a list. `classNames`: one for each class, for classification.
   */
  sampleHeldOutTask(
    random: Random,
    number: number,
  ): {
    readonly support: TaskSamples;
    readonly query: TaskSamples;
    readonly classNames?: readonly string[];
  };
}

/** Regression of functions of one number: Reptile Lab chooses the points and draws the curves. */
export interface FunctionTasks {
  readonly kind: 'functions';
  /** [lowest x, highest x] */
  readonly domain: readonly [number, number];
  /** Evenly spaced points of a task. */
  readonly points: number;
  /** Points in the support set of a held-out task, drawn at random; the rest measure. */
  readonly shots: number;
  /** Points of a training task, drawn at random. Default: all. */
  readonly trainShots?: number;
  readonly heldOutDescription?: string;
  /** A function of the family. */
  sampleFunction(random: Random, part: Part): (x: number) => number;
}

export type Tasks = SampledTasks | FunctionTasks;

/**
 * The module's default export. It is called once in every worker thread, with `task.settings` of the experiment, and
 * must give the same tasks every time.
 */
export type CreateTasks = (settings: Readonly<Record<string, unknown>>) => Tasks | Promise<Tasks>;
