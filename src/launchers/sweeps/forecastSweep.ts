// How long a sweep will take on this machine and how much disk its runs will fill, before anything starts.

import { availableParallelism } from 'node:os';
import { innerStepsOf } from '../../experiment/algorithms.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { forecastMemory, mostParametersOf } from '../../meta/memoryForecast.ts';
import { coresForEach } from '../shareCores.ts';
import type { Pace } from './calibrate.ts';

export interface SweepForecast {
  /** Undefined where nothing is known of how fast its runs are. */
  readonly seconds: number | undefined;
  /** Whether some runs were not measured, but judged by others of the sweep. */
  readonly isGuess: boolean;
  /** Undefined where only data or a module of the user's can say how large the model is. */
  readonly diskBytes: number | undefined;
}

/** What of an experiment decides on its pace, but for what the pace is in proportion to. */
export function shapeOf({ task, model, algorithm, evaluation, engine }: Experiment): string {
  const { kind, innerBatch, innerOptimizer, outerOptimizer } = { outerOptimizer: undefined, ...algorithm };
  return JSON.stringify({
    task,
    model,
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
  readonly pace: Pace;
  readonly experiment: Experiment;
}

export interface ForecastRequest {
  /** In the order in which they start. */
  readonly experiments: readonly Experiment[];
  /** By shape. */
  readonly paces: ReadonlyMap<string, KnownPace>;
  /** How many runs may be at work at once. */
  readonly places: number;
}

export function forecastSweep({ experiments, paces, places }: ForecastRequest): SweepForecast {
  const [anyPace] = paces.values();
  const share = { cores: availableParallelism(), places, runs: experiments.length };
  const cores = coresForEach(share);
  const lengths = experiments.map((experiment) => {
    const known = paces.get(shapeOf(experiment)) ?? anyPace;
    return known === undefined ? Number.NaN : secondsOfRun(experiment, known, cores);
  });
  // More at once than there are cores take as long as one after another.
  const atOnce = Math.min(places, share.cores, experiments.length);
  const isGuess = experiments.some((experiment) => !paces.has(shapeOf(experiment)));
  const bytes = experiments.map(bytesOfRun);
  const diskBytes = bytes.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
  return { seconds: anyPace === undefined ? undefined : secondsInPlaces(lengths, atOnce), isGuess, diskBytes };
}

/** On so many cores of its own. */
function secondsOfRun(experiment: Experiment, { pace, experiment: measured }: KnownPace, cores: number): number {
  const { algorithm, evaluation, engine } = experiment;
  const workers = engine.workers === 'auto' ? Math.min(algorithm.metaBatch, cores) : Math.min(engine.workers, cores);
  // Tasks are whole: three by two workers take as long as four.
  const rounds = Math.ceil(algorithm.metaBatch / workers) / algorithm.metaBatch;
  const metaIteration = pace.metaIteration * (workOf(experiment) / workOf(measured)) * rounds;
  const tasks = evaluation.tasks * (evaluation.trainingClasses ? 2 : 1);
  const evaluated = (evaluationsOf(experiment) * tasks * pace.evaluatedTask) / workers;
  return pace.start + algorithm.metaIterations * metaIteration + evaluated;
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

/** Event records of a meta-iteration; of an evaluation also its sample. */
const bytesOfIteration = 215;
const bytesOfEvaluation = 11_000;
/** Manifest, log and the rest. */
const bytesOfAnyRun = 8000;
/** In vectors of the parameters' length: θ, what stands beside it, and an optimizer's moments. */
const checkpointOf = { sgd: 1.5, momentum: 2.5, adam: 3.5 };

function bytesOfRun(experiment: Experiment): number | undefined {
  const parameters = mostParametersOf(experiment);
  if (parameters === undefined) return undefined;
  const { algorithm, checkpoint } = experiment;
  const checkpoints = Math.min(checkpoint.keep, 1 + Math.ceil(algorithm.metaIterations / checkpoint.every));
  const figures = algorithm.metaIterations * bytesOfIteration + evaluationsOf(experiment) * bytesOfEvaluation;
  const vectors = checkpoints * checkpointOf[algorithm.innerOptimizer.kind];
  return bytesOfAnyRun + figures + vectors * parameters * Float32Array.BYTES_PER_ELEMENT;
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
