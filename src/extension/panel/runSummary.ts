// What the panel's head shows of a run, from its manifest and its experiment.

import type { Experiment } from '../../experiment/schema.ts';
import type { HeldOutFigure, Manifest } from '../../runs/manifest.ts';
import type { RunState } from '../../runs/runState.ts';
import type { RunSummary } from '../panelMessages.ts';
import { secondsLeft } from '../runs/timeLeft.ts';

type Best = RunSummary['bestLoss'];

/** `secondsPerIteration` is the run's recent pace, or null where it is not known. */
export function summarizeRun(
  manifest: Manifest,
  state: RunState,
  experiment: Experiment,
  secondsPerIteration: number | null,
): RunSummary {
  const { task, evaluation } = experiment;
  const { latest, best, iteration, metaIterations, metaIterationsPerSecond } = manifest;
  const isRunning = state === 'running';
  const quantity = task.kind === 'images' ? 'classification' : 'regression';
  return {
    id: manifest.id,
    name: manifest.name,
    state,
    iteration,
    metaIterations,
    metaIterationsPerSecond: isRunning ? metaIterationsPerSecond : null,
    secondsLeft: isRunning ? secondsLeft(metaIterations - iteration, secondsPerIteration, metaIterationsPerSecond) : null,
    activeSeconds: manifest.activeSeconds,
    engineVariant: manifest.engineVariant,
    engineReason: manifest.engineReason,
    workers: manifest.workers,
    workerIdleShare: isRunning ? manifest.workerIdleShare : null,
    memoryBytes: manifest.memoryBytes,
    seed: manifest.seed,
    quantity,
    heldOut: manifest.heldOut,
    evaluationTasks: evaluation.tasks,
    shots: task.shots,
    ways: task.kind === 'images' ? task.ways : null,
    transductive: evaluation.transductive,
    latestAccuracy: accuracyOf(latest),
    latestLoss: lossOf(latest),
    // The manifest's best is the highest accuracy of a classifier, or the lowest loss of a regression.
    bestAccuracy: quantity === 'classification' ? accuracyOf(best) : null,
    bestLoss: quantity === 'regression' ? lossOf(best) : null,
    failure: state === 'failed' ? (manifest.failure?.message ?? null) : null,
    loading: state === 'starting' ? manifest.loading : null,
    checkpointIteration: manifest.checkpointIteration,
  };
}

function accuracyOf(figure: HeldOutFigure | null): Best {
  if (figure?.accuracy === undefined || figure.accuracyCi95 === undefined) return null;
  return { value: figure.accuracy, ci95: figure.accuracyCi95, iteration: figure.iteration };
}

function lossOf(figure: HeldOutFigure | null): Best {
  return figure === null ? null : { value: figure.loss, ci95: figure.lossCi95, iteration: figure.iteration };
}
