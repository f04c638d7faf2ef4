// Opens what a run has learned so far, to evaluate it: a checkpoint, the run's data, and executors for tasks of any
// sizes.

import type { Experiment } from '../experiment/schema.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import { initialMetaState } from '../meta/initialMetaState.ts';
import type { MetaState } from '../meta/metaState.ts';
import { standBesideBeginning } from '../runs/besideBeginning.ts';
import { checkpointOwnerOf } from '../runs/checkpointOwner.ts';
import { type CheckpointChoice, loadChosenCheckpoint } from '../runs/chosenCheckpoint.ts';
import type { MeasuredData } from '../runs/evaluations.ts';
import { readAsWritten } from '../runs/frozenExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { readManifest } from '../runs/manifestFile.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import { type DataSplit, digestsOf } from '../tasks/split/dataSplit.ts';
import type { TaskOutline } from '../tasks/task.ts';
import { chooseRunEngine, warningsOf as engineWarnings } from '../trainer/chooseRunEngine.ts';
import { refuseForeignState } from '../trainer/foreignState.ts';
import { describeAccepted, describeLateRecord, drawnAnew, type SplitStanding } from '../trainer/keptSplit.ts';
import { prepareRun, readRunExperiment } from '../trainer/prepareRun.ts';
import { createExecutor } from '../workers/createExecutor.ts';
import { describeTasks } from '../workers/describeTasks.ts';
import { loadTestClasses, measuredAsOwn } from './testClasses.ts';

export interface TrainedRun {
  readonly directory: string;
  readonly manifest: Manifest;
  /** With `changes`. */
  readonly experiment: Experiment;
  /** Assignments that every experiment of an evaluation is given, see `loadTestClasses`; none for the run's own classes. */
  readonly changes: readonly string[];
  /** Before values were set at its start, see `readAsWritten`. */
  readonly written: Experiment | undefined;
  readonly data: TaskData;
  readonly split: DataSplit;
  /** How many held-out tasks there are, where they are a fixed list. */
  readonly heldOutTasks: number | undefined;
  /** What is stored with its evaluations: digests of the split, and what a person accepted that changed. */
  readonly measuredData: MeasuredData | null;
  readonly trained: MetaState;
  /** In words: newer checkpoints that are damaged and were passed over, and what was noted of the data. */
  readonly warnings: readonly string[];
}

export interface OpeningOptions extends Pick<LoadOptions, 'signal' | 'onProgress'> {
  readonly checkpoint?: CheckpointChoice;
  readonly acceptsChangedData?: boolean;
  /** Which held-out classes tasks are of: the run's own, or the test classes of its data where these are others. */
  readonly classes?: 'own' | 'test';
}

/**
 * Works for runs in any state; writes nothing. A user's module is executed, to say how many held-out tasks there are.
 * @throws {NoSuchCheckpointError} {CheckpointUnreadableError} {ManifestError} {ExperimentRefused} {TaskError}
 * {ChangedDataError} where the data no longer hold the run's split, unless `acceptsChangedData`
 */
export async function openTrainedRun(
  directory: string,
  { checkpoint = 'latest', acceptsChangedData = false, classes = 'own', ...loading }: OpeningOptions = {},
): Promise<TrainedRun> {
  const known = await readManifest(directory);
  const owner = await checkpointOwnerOf(directory, known);
  const { state: trained, warnings, manifest } = await loadChosenCheckpoint(directory, known, owner, checkpoint);
  const notes: string[] = [];
  const prepared = await prepareRun(directory, manifest, {
    ...loading,
    acceptsChangedData,
    // What is measured is a checkpoint, if only the first.
    hasTrained: true,
    onNote: (note) => notes.push(note),
  });
  const { experiment: own, standing } = prepared;
  const { outline, dispose } = await describeTasks(
    own.task,
    prepared.data,
    loading.signal && { signal: loading.signal },
  );
  await dispose();
  const listed = outline.kind === 'supervised' ? outline.heldOutTasks : undefined;
  const measured =
    classes === 'own'
      ? measuredAsOwn(prepared)
      : await loadTestClasses(directory, manifest, { ...prepared, heldOutTasks: listed }, loading);
  const { experiment, data, split } = measured;
  // What was trained on, and chosen by, is what the run's own split says, whichever classes are measured.
  const [whole, heldOut] = [digestsOf(prepared.split)?.whole, digestsOf(split)?.heldOut];
  const acceptedChanges = standing.kind === 'accepted' ? standing.changes : null;
  const otherClasses = split !== prepared.split && split.kind === 'classes' ? split.heldOut : undefined;
  return {
    directory,
    manifest,
    experiment,
    changes: measured.changes,
    written: experiment.published.length === 0 ? undefined : await readAsWritten(directory, manifest),
    data,
    split,
    trained,
    heldOutTasks: listed,
    measuredData:
      whole === undefined || heldOut === undefined ? null : { split: whole, heldOut, changes: acceptedChanges },
    warnings: [
      ...warnings,
      ...notes,
      ...measured.notes,
      ...warningsOf(prepared.split, standing),
      ...(await standBesideBeginning(directory, otherClasses)).warnings,
    ],
  };
}

/** What a person should know of the split that is measured on. */
function warningsOf(split: DataSplit, standing: SplitStanding): string[] {
  switch (standing.kind) {
    case 'unkept':
    case 'redrawn':
      return split.kind === 'none' ? [] : [drawnAnew];
    case 'holds':
      return standing.fromIteration === 0 ? [] : [describeLateRecord(standing.fromIteration)];
    case 'accepted':
      return [describeAccepted(standing.changes)];
  }
}

/** Evaluates held-out tasks of an experiment. Dispose of `executor` when done. */
export interface Evaluator {
  /** The run's, with what was changed for the evaluation. */
  readonly experiment: Experiment;
  readonly outline: TaskOutline;
  readonly executor: TaskExecutor;
  readonly untrained: MetaState;
  /** An engine other than the run's. */
  readonly warnings: readonly string[];
}

/**
 * Starts `workers` threads for the run's tasks, changed by `changes` (assignments such as `task.shots=1`).
 * @throws {ExperimentRefused} when tasks cannot be like that, or the checkpoint is of another model; {TaskError}
 * {ModelError} {EngineError}
 */
export async function startEvaluator(
  { directory, manifest, data, trained, changes: ofClasses }: TrainedRun,
  { workers, changes }: { readonly workers: number; readonly changes: readonly string[] },
): Promise<Evaluator> {
  const experiment = await readRunExperiment(directory, manifest, [...ofClasses, ...changes]);
  const { outline, dispose } = await describeTasks(experiment.task, data);
  await dispose();
  const choice = await chooseRunEngine(directory, manifest, { experiment, distribution: outline }, 'evaluate');
  const executor = await createExecutor(experiment, data, choice, { workers, outline });
  try {
    refuseForeignState(trained, experiment, executor);
  } catch (error) {
    await executor.dispose();
    throw error;
  }
  return {
    experiment,
    outline,
    executor,
    untrained: initialMetaState(experiment, outline),
    warnings: engineWarnings(choice),
  };
}
