// What an uninterrupted run comes to: what every run that was killed and resumed has to equal.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { builtProgram } from '../../support/builtCli.ts';
import { figuresOf } from '../../unit/trainer/trainerFixture.ts';
import { environmentIn } from '../environment.ts';
import { endOf, startProcess } from '../processes.ts';
import { listCheckpoints, queueRun, readManifest } from '../product.ts';

export interface Outcome {
  /** SHA-256 of the files of the newest checkpoint, and which checkpoints there are. */
  readonly checkpoint: Readonly<Record<string, string>>;
  readonly checkpoints: readonly number[];
  /** Iteration and value of every figure, except for what depends on the clock. */
  readonly figures: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly result: object;
}

export interface Reference {
  readonly experiment: string;
  readonly outcome: Outcome;
}

/** Half a second of work with fifteen checkpoints. Adam carries its moments on, so that all of the state counts. */
function experimentOf(metaIterations: number): string {
  const experiment = {
    name: 'Killed sine',
    seed: 5,
    task: { kind: 'sine' },
    model: { kind: 'mlp', hidden: [8, 8] },
    algorithm: {
      kind: 'reptile',
      metaIterations,
      metaBatch: 2,
      metaStepSize: 0.5,
      innerSteps: 3,
      innerBatch: 5,
      innerOptimizer: { kind: 'adam', learningRate: 0.01 },
    },
    evaluation: { every: 50, tasks: 6, innerSteps: 3, innerBatch: 5 },
    checkpoint: { every: 20, keep: 3 },
    engine: { workers: 1 },
  };
  return `${JSON.stringify(experiment, null, 2)}\n`;
}

export async function makeReference(folder: string, metaIterations: number): Promise<Reference> {
  const experiment = experimentOf(metaIterations);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'killed.reptile.json');
  await writeFile(file, experiment);
  const directory = await queueRun(path.join(folder, 'runs'), file, experiment);
  const child = startProcess([await builtProgram('trainer.js'), directory], {
    folder,
    environment: environmentIn(folder),
  });
  const { exitCode, messages } = await endOf(child, { milliseconds: 120_000, bytes: 1 << 30 });
  if (exitCode !== 0) throw new Error(`The uninterrupted run ended with ${exitCode}: ${messages}`);
  return { experiment, outcome: await outcomeOf(directory) };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export async function outcomeOf(directory: string): Promise<Outcome> {
  const checkpoints = await listCheckpoints(directory);
  const newest = path.join(directory, 'checkpoints', String(checkpoints[0]));
  const sums = await readFile(path.join(newest, 'SHA256SUMS'), 'utf8');
  const checkpoint: Record<string, string> = {};
  for (const name of ['parameters.f32', 'optimizer.f32', 'state.json']) {
    const content = await readFile(path.join(newest, name));
    const sum = sha256(content);
    if (!sums.includes(`${sum}  ${name}\n`)) throw new Error(`SHA256SUMS has not the sum of ${name}.`);
    // The state names its run, the one thing that another run's checkpoint does not share.
    checkpoint[name] =
      name === 'state.json' ? sha256(content.toString().replace(path.basename(directory), '<run>')) : sum;
  }
  const figures = await figuresOf(directory);
  const { state, iteration, checkpointIteration, latest, best, untrained, latestTrainingLoss, failure } =
    await readManifest(directory);
  return {
    checkpoint,
    checkpoints,
    figures,
    result: { state, iteration, checkpointIteration, latest, best, untrained, latestTrainingLoss, failure },
  };
}
