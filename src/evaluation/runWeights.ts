// The weights of a run: its model, whatever its data, one of its checkpoints, and what is said of both in a file.

import path from 'node:path';
import * as z from 'zod';
import { parseBoundedJson } from '../base/boundedJson.ts';
import type { OptimizerState } from '../engine/learner.ts';
import { type Model, resolveModel } from '../engine/model.ts';
import { describeArchitecture } from '../engine/weights/architecture.ts';
import { type NamedTensor, toStateDict } from '../engine/weights/stateDict.ts';
import { dimensionsOf } from '../experiment/network.ts';
import type { Experiment, InnerOptimizer } from '../experiment/schema.ts';
import { sizesOfTask } from '../experiment/taskSizes.ts';
import { modelFor } from '../meta/learningContext.ts';
import { initializationOf } from '../meta/metaParameters.ts';
import type { MetaState } from '../meta/metaState.ts';
import { checkpointOwnerOf } from '../runs/checkpointOwner.ts';
import { type CheckpointChoice, loadChosenCheckpoint } from '../runs/chosenCheckpoint.ts';
import { readFrozenExperiment } from '../runs/frozenExperiment.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { TableCoding } from '../tasks/tabular/tableCoding.ts';
import { refuseForeignState } from '../trainer/foreignState.ts';
import { prepareRun } from '../trainer/prepareRun.ts';
import { describeTasks } from '../workers/describeTasks.ts';
import { loadTaskDataApart } from '../workers/loadTaskDataApart.ts';

/** What a run has learned, without its data. */
export interface LearnedWeights {
  readonly experiment: Experiment;
  readonly model: Model;
  readonly state: MetaState;
  /** What its training tasks made of the columns of a table; undefined for tasks of other kinds. */
  readonly table: TableCoding | undefined;
  /** In words: newer checkpoints that are damaged and were passed over, and what was noted of the data. */
  readonly warnings: readonly string[];
}

/**
 * A user's module is imported, and a table read, to say what the tasks are like; no other data are read.
 * @throws {NoSuchCheckpointError} {CheckpointUnreadableError} {ExperimentRefused} {TaskError} {ModelError}
 * {ChangedDataError} where a table no longer holds the run's split
 */
export async function readLearnedWeights(
  directory: string,
  manifest: Manifest,
  checkpoint: CheckpointChoice,
): Promise<LearnedWeights> {
  const { experiment } = await readFrozenExperiment(directory, manifest);
  const owner = await checkpointOwnerOf(directory, manifest);
  const { state, warnings } = await loadChosenCheckpoint(directory, manifest, owner, checkpoint);
  const notes: string[] = [];
  const data = await neededData(directory, manifest, experiment, (note) => notes.push(note));
  const model = await modelOfRun(experiment, data);
  refuseForeignState(state, experiment, model);
  const table = data?.kind === 'table' ? data.table.coding : undefined;
  return { experiment, model, state, table, warnings: [...warnings, ...notes] };
}

/** Undefined where the experiment says it all. */
async function neededData(
  directory: string,
  manifest: Manifest,
  { task }: Experiment,
  onNote: (note: string) => void,
): Promise<TaskData | undefined> {
  if (sizesOfTask(task) !== undefined) return undefined;
  // What a table's columns become is learned from the tasks that the run trains on.
  if (task.kind === 'table')
    return (await prepareRun(directory, manifest, { acceptsChangedData: false, hasTrained: true, onNote })).data;
  return loadTaskDataApart(task, path.dirname(locateExperiment(directory, manifest)), {});
}

/** @throws {TaskError} {ModelError} */
async function modelOfRun(experiment: Experiment, data: TaskData | undefined): Promise<Model> {
  const sizes = sizesOfTask(experiment.task);
  if (sizes !== undefined) return resolveModel(experiment.model, dimensionsOf(sizes.input), sizes.outputs, sizes.loss);
  if (data === undefined) throw new TypeError('Only the data can say what such tasks are like.');
  const { outline, dispose } = await describeTasks(experiment.task, data);
  await dispose();
  return modelFor(experiment, outline);
}

/** θ alone. */
export function initializationIn({ model, state }: Pick<LearnedWeights, 'model' | 'state'>): Float32Array {
  return initializationOf(model, state.parameters);
}

/** A longer coding, as that of columns with tens of thousands of categories, is left out. */
const longestCoding = 2 ** 18;
const describedBounds = { depth: 16, values: 100_000, names: 50_000 };

/**
 * What a file of weights says of them: the network, where they come from, how the run adapts them to a task, and what
 * its inputs make of the columns of a table.
 */
export function describeWeights(
  { experiment, model, state, table }: Pick<LearnedWeights, 'experiment' | 'model' | 'state' | 'table'>,
  run: string,
  parameters: 'initialization' | 'adapted',
): Readonly<Record<string, unknown>> {
  const { algorithm, evaluation } = experiment;
  return {
    ...describeArchitecture(model),
    batchNorm: 'statistics of the batch at hand',
    run,
    iteration: state.iteration,
    parameters,
    adaptation: {
      algorithm: algorithm.kind,
      innerOptimizer: algorithm.innerOptimizer,
      innerSteps: evaluation.innerSteps,
      innerBatch: evaluation.innerBatch,
      transductive: evaluation.transductive,
    },
    ...(table !== undefined && JSON.stringify(table).length <= longestCoding && { table }),
  };
}

const describedSchema = z.object({
  run: z.string().min(1).max(200),
  iteration: z.int().min(0),
  parameters: z.enum(['initialization', 'adapted']),
  adaptation: z.record(z.string(), z.json()),
  table: z.json().optional(),
});

/** Whose parameters a file of ours says that it holds, and how they were adapted; undefined of a file that does not say it. */
export function whoseWeights(description: string | undefined): z.infer<typeof describedSchema> | undefined {
  if (description === undefined) return undefined;
  try {
    return describedSchema.safeParse(parseBoundedJson(new TextEncoder().encode(description), describedBounds)).data;
  } catch {
    return undefined;
  }
}

/**
 * What inner steps begin with beside the parameters, as tensors named after those of the model: the inner optimizer's
 * moments and its steps, and Meta-SGD's step sizes. Empty where there is nothing.
 */
export function optimizerTensors({ experiment, model, state }: LearnedWeights): NamedTensor[] {
  const { optimizerState, parameters } = state;
  const moments = momentsOf(experiment.algorithm.innerOptimizer, optimizerState, model.parameterCount);
  const stepSizes =
    parameters.length > model.parameterCount
      ? [{ name: 'step_size', values: parameters.subarray(model.parameterCount) }]
      : [];
  const named = [...moments, ...stepSizes].flatMap(({ name, values }) =>
    toStateDict(model, values).map((tensor) => ({ ...tensor, name: `${tensor.name}.${name}` })),
  );
  if (named.length === 0) return [];
  return [{ name: 'steps', shape: [], values: Float32Array.of(optimizerState.steps) }, ...named];
}

/** By the names that PyTorch's optimizers have for them. */
function momentsOf(
  optimizer: InnerOptimizer,
  { moments }: OptimizerState,
  count: number,
): { readonly name: string; readonly values: Float32Array }[] {
  switch (optimizer.kind) {
    case 'sgd':
      return [];
    case 'momentum':
      return [{ name: 'momentum_buffer', values: moments }];
    case 'adam':
      return [
        ...(optimizer.beta1 === 0 ? [] : [{ name: 'exp_avg', values: moments.subarray(0, count) }]),
        { name: 'exp_avg_sq', values: moments.subarray(moments.length - count) },
      ];
  }
}
