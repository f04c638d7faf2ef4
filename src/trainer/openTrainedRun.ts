// Opens what a run has learned so far, to evaluate it: newest checkpoint, untrained initialization, and an executor.

import path from 'node:path';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import { initialMetaState, type MetaState } from '../meta/metaState.ts';
import { loadNewestCheckpoint } from '../runs/checkpoints.ts';
import type { Manifest } from '../runs/manifest.ts';
import { readManifest } from '../runs/manifestFile.ts';
import { createTaskDistributionFrom } from '../tasks/createTaskDistribution.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import type { TaskDistribution } from '../tasks/task.ts';
import { chooseRunEngine } from './chooseRunEngine.ts';
import { createExecutor } from './createExecutor.ts';
import { prepareRun } from './prepareRun.ts';

/** A run without anything to evaluate. */
export class NothingLearnedError extends Error {
  override readonly name = 'NothingLearnedError';
}

/** Dispose of `executor` when done. */
export interface TrainedRun {
  readonly manifest: Manifest;
  readonly experiment: Experiment;
  readonly distribution: TaskDistribution;
  readonly trained: MetaState;
  readonly untrained: MetaState;
  readonly executor: TaskExecutor;
  /** In words: newer checkpoints that are damaged and were passed over, what was noted of the data, and an engine other than the run's. */
  readonly warnings: readonly string[];
}

/**
 * Works for runs in any state; reads only. Tasks are evaluated on `workers` threads, by default one for each core.
 * @throws {NothingLearnedError} without a good checkpoint; {ManifestError} {ExperimentRefused} {TaskError}
 */
export async function openTrainedRun(
  directory: string,
  { workers, ...loading }: { readonly workers: number } & Pick<LoadOptions, 'signal' | 'onProgress'>,
): Promise<TrainedRun> {
  const manifest = await readManifest(directory);
  const { state: trained, damaged } = await loadNewestCheckpoint(directory);
  if (trained === undefined) {
    throw new NothingLearnedError(
      `${directory} has no good checkpoint yet. Wait for its first one, or ask for one with a checkpoint request.`,
    );
  }
  const notes: string[] = [];
  const { experiment, data } = await prepareRun(directory, manifest, { ...loading, onNote: (note) => notes.push(note) });
  const distribution = await createTaskDistributionFrom(experiment.task, data);
  const choice = await chooseRunEngine(directory, manifest, { experiment, distribution }, true);
  return {
    manifest,
    experiment,
    distribution,
    trained,
    untrained: initialMetaState(experiment, distribution),
    executor: await createExecutor(experiment, data, choice, { workers }),
    warnings: [
      ...damaged.map(({ folder, reason }) => `The checkpoint ${path.basename(folder)} is passed over: ${reason}`),
      ...notes,
      ...(choice.deviation === undefined ? [] : [choice.deviation]),
    ],
  };
}
