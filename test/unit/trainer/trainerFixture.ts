// Runs small enough to be carried out whole in a test, and what is compared of them.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applyOverrides } from '../../../src/experiment/applyOverrides.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import { createRun } from '../../../src/runs/createRun.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';

type Part<Key extends 'evaluation' | 'checkpoint' | 'engine'> = Partial<NonNullable<ExperimentInput[Key]>>;

export interface ExperimentChanges {
  /** Of Reptile's section, which the fixture's is. */
  readonly algorithm?: Partial<Extract<ExperimentInput['algorithm'], { kind?: 'reptile' | undefined }>>;
  readonly evaluation?: Part<'evaluation'>;
  readonly checkpoint?: Part<'checkpoint'>;
  readonly engine?: Part<'engine'>;
}

/** Sine regression whose Adam carries its moments from task to task, so that a resumed run needs all of the state. */
export function tinyExperiment({ algorithm, evaluation, checkpoint, engine }: ExperimentChanges = {}): ExperimentInput {
  return {
    name: 'tiny',
    seed: 3,
    task: { kind: 'sine' },
    model: { kind: 'mlp', hidden: [16, 16] },
    algorithm: {
      metaIterations: 60,
      metaBatch: 4,
      innerSteps: 4,
      innerBatch: 5,
      innerOptimizer: { kind: 'adam', learningRate: 0.01 },
      ...algorithm,
    },
    evaluation: { every: 20, tasks: 8, innerSteps: 4, innerBatch: 5, ...evaluation },
    checkpoint: { every: 15, keep: 3, ...checkpoint },
    engine: { workers: 1, ...engine },
  };
}

/** A queued run of the experiment, whose file lies in `folder`. Gives its directory. */
export async function newTinyRun(
  folder: string,
  changes: ExperimentChanges = {},
  overrides: readonly string[] = [],
): Promise<string> {
  const text = `${JSON.stringify(tinyExperiment(changes), null, 2)}\n`;
  const overridden = applyOverrides(text, overrides);
  if (overridden.kind === 'refused') throw new Error(overridden.message);
  const { experiment, problems } = readExperiment(overridden.text);
  if (experiment === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  await mkdir(folder, { recursive: true });
  const experimentPath = path.join(folder, 'tiny.reptile.json');
  await writeFile(experimentPath, text);
  const source = new TextEncoder().encode(text);
  return createRun({
    runsFolder: folder,
    experiment,
    source,
    experimentPath,
    overrides,
    askedBy: 'terminal',
    launcher: null,
    version: '0',
  });
}

/** A run of any experiment, as if the file, which lies in `folder`, had been good when the run was created. */
export async function newRunOf(folder: string, input: ExperimentInput, runsFolder = folder): Promise<string> {
  const text = `${JSON.stringify(input, null, 2)}\n`;
  const experimentPath = path.join(folder, 'experiment.reptile.json');
  await mkdir(folder, { recursive: true });
  await writeFile(experimentPath, text);
  const run = { runsFolder, experiment: experimentSchema.parse(input), source: new TextEncoder().encode(text) };
  return createRun({ ...run, experimentPath, overrides: [], askedBy: 'terminal', launcher: null, version: '0' });
}

/** The newest checkpoint in bits: NaN equals NaN, and -0 is not 0. */
export async function stateOf(directory: string) {
  const { state, damaged } = await loadNewestCheckpoint(directory);
  if (state === undefined || damaged.length > 0) throw new Error(`${directory} has no good newest checkpoint.`);
  const { iteration, parameters, optimizerState, outerMoments } = state;
  return {
    iteration,
    parameters: hexOf(parameters),
    steps: optimizerState.steps,
    moments: hexOf(optimizerState.moments),
    outerMoments: hexOf(outerMoments),
  };
}

/** Iteration and value of every figure that counts, except for what depends on the clock. */
export async function figuresOf(directory: string): Promise<Record<string, (readonly [number, number])[]>> {
  const series = [...(await readFigures(directory))].filter(([tag]) => !tag.startsWith('perf/'));
  return Object.fromEntries(
    series.sort().map(([tag, figures]) => [tag, figures.map(({ iteration, value }) => [iteration, value] as const)]),
  );
}

/** What the manifest says of the result. */
export async function resultOf(directory: string) {
  const { state, iteration, checkpointIteration, latest, best, untrained, latestTrainingLoss } =
    await readManifest(directory);
  return { state, iteration, checkpointIteration, latest, best, untrained, latestTrainingLoss };
}

function hexOf(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
}
