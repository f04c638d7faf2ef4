// How long a sweep will take on this machine, how much memory and how much disk, before anything starts.

import { availableParallelism } from 'node:os';
import { innerStepsOf } from '../../experiment/algorithms.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { HalvingPlan } from '../../experiment/sweep/sweepPlan.ts';
import { sizesOfTask } from '../../experiment/taskSizes.ts';
import { forecastMemory, mostParametersOf } from '../../meta/memoryForecast.ts';
import { coresForEach } from '../shareCores.ts';
import type { MeasuredPace } from './calibrate.ts';
import { memoryOfRun } from './memoryOfRun.ts';

export interface SweepForecast {
  /** Undefined where nothing is known of how fast its runs are. */
  readonly seconds: number | undefined;
  /** Whether some runs were not measured, but judged by others of the sweep. */
  readonly isGuess: boolean;
  /** Undefined where only data or a module of the user's can say how large the model is. */
  readonly diskBytes: number | undefined;
  /** Of all trainers that are at work at once, at most; undefined where nothing is known of its runs. */
  readonly memoryBytes: number | undefined;
}

/** What of an experiment decides on its pace, but for what the pace is in proportion to. */
export function shapeOf({ task, model, algorithm, evaluation, engine }: Experiment): string {
  const { kind, innerBatch, innerOptimizer, outerOptimizer } = { outerOptimizer: undefined, ...algorithm };
  return JSON.stringify({
    task,
    // Whatever it begins with, it takes as long.
    model: { ...model, initialization: undefined },
    kind,
    innerBatch,
    inner: innerOptimizer.kind,
    outer: outerOptimizer,
    evaluation: [evaluation.innerSteps, evaluation.innerBatch, evaluation.transductive],
    engine: { ...engine, workers: 0 },
  });
}

/** What a meta-iteration takes in proportion to. */
export function workOf({ algorithm }: Experiment): number {
  return algorithm.metaBatch * Math.max(1, innerStepsOf(algorithm)) * algorithm.innerBatch;
}

/** A pace, and the experiment that it was measured on. */
export interface KnownPace {
  readonly pace: MeasuredPace;
  readonly experiment: Experiment;
}

export interface ForecastRequest {
  /** In the order in which they start. */
  readonly experiments: readonly Experiment[];
  /** By shape. */
  readonly paces: ReadonlyMap<string, KnownPace>;
  /** How many runs may be at work at once. */
  readonly places: number;
  /** By successive halving the experiments are those of the first rung. */
  readonly halving?: HalvingPlan | undefined;
}

export function forecastSweep({ halving, ...request }: ForecastRequest): SweepForecast {
  if (halving === undefined) return forecastRuns(request);
  const { experiments } = request;
  const rungs = halving.rungs.map((end, rung) => {
    const runs = evenlyChosen(experiments, Math.floor(experiments.length / halving.reductionFactor ** rung));
    const begin = halving.rungs[rung - 1] ?? 0;
    return forecastRuns({ ...request, experiments: runs.map((experiment) => withLength(experiment, end - begin)) });
  });
  const [first] = rungs;
  return {
    seconds: sumOf(rungs.map(({ seconds }) => seconds)),
    isGuess: rungs.some(({ isGuess }) => isGuess),
    diskBytes: sumOf(rungs.map(({ diskBytes }) => diskBytes)),
    memoryBytes: first?.memoryBytes,
  };
}

/** Nobody knows which will be the best: of different ones some of each kind. */
function evenlyChosen(experiments: readonly Experiment[], count: number): readonly Experiment[] {
  return Array.from({ length: count }, (_, index) => {
    const chosen = experiments[Math.floor(((index + 0.5) * experiments.length) / count)];
    if (chosen === undefined) throw new RangeError(`There are no ${count} of ${experiments.length} experiments.`);
    return chosen;
  });
}

function withLength(experiment: Experiment, metaIterations: number): Experiment {
  return { ...experiment, algorithm: { ...experiment.algorithm, metaIterations } };
}

/** Undefined where one of them is. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
}

function forecastRuns({ experiments, paces, places }: Omit<ForecastRequest, 'halving'>): SweepForecast {
  const [anyPace] = paces.values();
  const share = { cores: availableParallelism(), places, runs: experiments.length };
  const cores = coresForEach(share);
  const paceOf = (experiment: Experiment) => paces.get(shapeOf(experiment)) ?? anyPace;
  const lengths = experiments.map((experiment) => {
    const known = paceOf(experiment);
    return known === undefined ? Number.NaN : secondsOfRun(experiment, known, cores);
  });
  const memories = experiments.map((experiment) => bytesInMemory(experiment, paceOf(experiment), cores));
  // More at once than there are cores take as long as one after another.
  const atOnce = Math.min(places, share.cores, experiments.length);
  const isGuess = experiments.some((experiment) => !paces.has(shapeOf(experiment)));
  const diskBytes = sumOf(experiments.map(bytesOfRun));
  return {
    seconds: anyPace === undefined ? undefined : secondsInPlaces(lengths, atOnce),
    isGuess,
    diskBytes,
    memoryBytes: anyPace === undefined ? undefined : sumOfLargest(memories, Math.min(places, experiments.length)),
  };
}

/** On so many cores of its own. */
function secondsOfRun(experiment: Experiment, { pace, experiment: measured }: KnownPace, cores: number): number {
  const { algorithm, evaluation } = experiment;
  const workers = Math.min(threadsOf(experiment, cores), cores);
  // Tasks are whole: three by two workers take as long as four.
  const rounds = Math.ceil(algorithm.metaBatch / workers) / algorithm.metaBatch;
  const metaIteration = pace.metaIteration * (workOf(experiment) / workOf(measured)) * rounds;
  const tasks = evaluation.tasks * (evaluation.trainingClasses ? 2 : 1);
  const evaluated = (evaluationsOf(experiment) * tasks * pace.evaluatedTask) / workers;
  return pace.start + algorithm.metaIterations * metaIteration + evaluated;
}

function threadsOf({ algorithm, engine }: Experiment, cores: number): number {
  return engine.workers === 'auto' ? Math.min(algorithm.metaBatch, cores) : engine.workers;
}

function bytesInMemory(experiment: Experiment, known: KnownPace | undefined, cores: number): number {
  if (known === undefined) return 0;
  const { algorithm, task } = experiment;
  const { memory } = known.pace;
  // Of one that was judged by another the plan still is its own.
  const learner = forecastMemory(experiment)?.bytes ?? memory.learner;
  const vectors = vectorsOf[algorithm.innerOptimizer.kind] * (algorithm.metaBatch + 2);
  const betweenWorkers = vectors * (mostParametersOf(experiment) ?? 0) * Float32Array.BYTES_PER_ELEMENT;
  const run = { workers: threadsOf(experiment, cores), betweenWorkers, isModule: task.kind === 'module' };
  return memoryOfRun(run, { ...memory, learner });
}

function sumOfLargest(values: readonly number[], count: number): number {
  const largest = values.toSorted((a, b) => b - a).slice(0, count);
  return largest.reduce((sum, value) => sum + value, 0);
}

/** The untrained initialization, every so many meta-iterations, and the end. */
function evaluationsOf({ algorithm: { metaIterations }, evaluation: { every } }: Experiment): number {
  return 1 + Math.ceil(metaIterations / every);
}

/** Each run goes to the place that is free first. */
function secondsInPlaces(lengths: readonly number[], places: number): number {
  const busyUntil = Array.from({ length: places }, () => 0);
  for (const length of lengths) {
    const free = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[free] = (busyUntil[free] ?? 0) + length;
  }
  return Math.max(...busyUntil);
}

/** Event records of a meta-iteration; of an evaluation, whose sample holds the images of a task in base64. */
const bytesOfIteration = 215;
const bytesOfEvaluation = 2000;
const bytesOfPixel = 4 / 3;
/** Of a sample without images. */
const bytesOfCurves = 9000;
/** What one evaluation adds to a run's folder. */
function bytesOfOneEvaluation({ task }: Experiment): number {
  const sizes = sizesOfTask(task);
  if (sizes?.input.kind !== 'image') return bytesOfEvaluation + bytesOfCurves;
  const { height, width, channels } = sizes.input;
  const images = sizes.heldOutSupport.samples + sizes.heldOutQueries;
  return bytesOfEvaluation + images * height * width * channels * bytesOfPixel;
}

/** Manifest, log and the rest. */
const bytesOfAnyRun = 8000;
/** A task's result, in vectors of the parameters' length: θ and an optimizer's moments. */
const vectorsOf = { sgd: 1, momentum: 2, adam: 3 };
const outerMomentsOf = { interpolation: 0, sgd: 0, adam: 2 };
/** What stands beside them in a checkpoint, in the same unit. */
const besideInCheckpoint = 0.5;

function bytesOfRun(experiment: Experiment): number | undefined {
  const parameters = mostParametersOf(experiment);
  if (parameters === undefined) return undefined;
  const { algorithm, checkpoint } = experiment;
  const checkpoints = Math.min(checkpoint.keep, 1 + Math.ceil(algorithm.metaIterations / checkpoint.every));
  const figures =
    algorithm.metaIterations * bytesOfIteration + evaluationsOf(experiment) * bytesOfOneEvaluation(experiment);
  const outer = 'outerOptimizer' in algorithm ? outerMomentsOf[algorithm.outerOptimizer.kind] : 0;
  // Meta-SGD learns a step size beside each parameter.
  const learned = (1 + outer) * (algorithm.kind === 'metaSgd' ? 2 : 1);
  const vectors = checkpoints * (learned + vectorsOf[algorithm.innerOptimizer.kind] - 1 + besideInCheckpoint);
  const copies = experiment.model.initialization === undefined ? 0 : 1;
  return bytesOfAnyRun + figures + (vectors + copies) * parameters * Float32Array.BYTES_PER_ELEMENT;
}

/** How many runs of these experiments the machine carries at once: one a core, as far as memory suffices; at least 1. */
export function placesFor(experiments: readonly Experiment[]): number {
  const cores = availableParallelism();
  const shapes = new Map(experiments.map((experiment) => [shapeOf(experiment), experiment]));
  const fitting = [...shapes.values()].map((experiment) => {
    const forecast = forecastMemory(experiment);
    return forecast === undefined ? cores : Math.floor(forecast.machineBytes / forecast.bytes);
  });
  return Math.max(1, Math.min(cores, ...fitting));
}
