// What the panel's head shows of a run, from its manifest and its experiment.

import { plainText } from '../../base/shownText.ts';
import { sortPublished } from '../../experiment/comparableFigures.ts';
import type { HeldOutMeasurement, RunSummary } from '../../panel/panelMessages.ts';
import { isTrainedAsSaid } from '../../runs/comparableEvaluation.ts';
import { figureOfMerit, measuredQuantities } from '../../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../../runs/manifest.ts';
import type { FailureReason } from '../../runs/runFailure.ts';
import { nameBeginning, titleOfRun } from '../../runs/runLabel.ts';
import { type RunState, wouldFailAgain } from '../../runs/runState.ts';
import { summarizeAlgorithm } from '../../words/describeAlgorithm.ts';
import { secondsLeft } from '../runs/timeLeft.ts';
import type { ShownExperiment } from './runReading.ts';

/**
 * `experiment` is undefined where it cannot be read; `secondsPerIteration` is the run's recent pace, or null where it
 * is not known; `title` is what the run is called where it stands alone.
 */
export function summarizeRun(
  manifest: Manifest,
  state: RunState,
  experiment: ShownExperiment | undefined,
  secondsPerIteration: number | null,
  needsApproval = false,
  title = titleOfRun(manifest.name, ''),
): RunSummary {
  const { latest, best, untrained, iteration, metaIterations, metaIterationsPerSecond } = manifest;
  const measured = latest ?? untrained;
  const isRunning = state === 'running';
  return {
    id: manifest.id,
    name: title,
    state,
    needsApproval: needsApproval && state === 'queued',
    failsAgain: wouldFailAgain(state, manifest),
    iteration,
    metaIterations,
    metaIterationsPerSecond: isRunning ? metaIterationsPerSecond : null,
    secondsLeft: isRunning
      ? secondsLeft(metaIterations - iteration, secondsPerIteration, metaIterationsPerSecond)
      : null,
    activeSeconds: manifest.activeSeconds,
    engineVariant: manifest.engineVariant,
    engineReason: manifest.engineReason,
    workers: manifest.workers,
    workerIdleShare: isRunning ? manifest.workerIdleShare : null,
    memoryBytes: manifest.memoryBytes,
    seed: manifest.seed,
    beginsWith: beginningOf(manifest),
    quantities: measured === null ? [] : measuredQuantities(measured),
    heldOut: manifest.heldOut,
    baselines: (manifest.baselines ?? []).map(({ name, quantity, mean, ci95 }) => ({
      name,
      quantity,
      after: { mean, ci95 },
    })),
    ...(experiment === undefined ? unknownSettings(manifest) : settingsOf(experiment, manifest)),
    named: manifest.trainedBy.kind === 'program' ? manifest.trainedBy.merit : null,
    latest: latest === null ? null : meritOf(latest),
    best: best === null ? null : meritOf(best),
    failure: state === 'failed' ? reasonIn(manifest) : null,
    loading: state === 'starting' ? manifest.loading : null,
    checkpointIteration: manifest.checkpointIteration,
    checkpoints: [],
  };
}

/** In UTF-16 units. */
const longestBeginning = 60;

function beginningOf(manifest: Manifest): string | null {
  const beginning = nameBeginning(manifest);
  return beginning === undefined ? null : plainText(beginning, longestBeginning);
}

type Settings = Pick<RunSummary, 'algorithm' | 'evaluationTasks' | 'shots' | 'ways' | 'transductive' | 'published'>;

function settingsOf(experiment: ShownExperiment, manifest: Manifest): Settings {
  const { task, evaluation } = experiment;
  return {
    algorithm: summarizeAlgorithm(experiment.algorithm),
    evaluationTasks: evaluation.tasks,
    shots: 'shots' in task ? task.shots : null,
    ways: 'ways' in task ? task.ways : null,
    transductive: evaluation.transductive,
    // What went on with changed data, or was not trained as the experiment says, is no measure of what others published.
    published:
      manifest.dataChanges.length > 0 || !isTrainedAsSaid(manifest)
        ? { comparable: [], others: [] }
        : sortPublished(experiment, evaluation),
  };
}

function unknownSettings({ algorithmKind }: Manifest): Settings {
  return {
    algorithm: { kind: algorithmKind, outerOptimizer: null, stepSize: null },
    evaluationTasks: null,
    shots: null,
    ways: null,
    transductive: false,
    published: { comparable: [], others: [] },
  };
}

/** Without what is for the log alone. */
function reasonIn({ failure }: Manifest): FailureReason | null {
  if (failure === null) return null;
  const { detail: _, ...reason } = failure;
  return reason;
}

function meritOf(figure: HeldOutFigure): HeldOutMeasurement {
  const { value, ci95 } = figureOfMerit(figure);
  return { iteration: figure.iteration, value, ci95 };
}
