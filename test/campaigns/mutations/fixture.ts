// The runs that are mutated: small ones that the built command line made, in every state that a run is found in.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { builtProgram } from '../../support/builtCli.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { waitFor } from '../../support/waitFor.ts';
import { environmentIn } from '../environment.ts';
import { endOf, startProcess } from '../processes.ts';
import { listCheckpoints, queueRun, readManifest } from '../product.ts';
import type { Role } from './targets.ts';

export interface Fixture {
  /** Holds `project/` with the experiment file and `canary/`. */
  readonly folder: string;
  /** Names of run directories in `project/runs/`. */
  readonly runs: Readonly<Record<Role | 'sibling', string>>;
}

const metaIterations = 240;

const experiment = `${JSON.stringify(
  {
    name: 'Small sine',
    tags: ['campaign'],
    seed: 3,
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
    evaluation: { every: 60, tasks: 6, innerSteps: 3, innerBatch: 5 },
    checkpoint: { every: 60, keep: 3 },
    engine: { workers: 1 },
  },
  null,
  2,
)}\n`;

const limits = { milliseconds: 60_000, bytes: 1 << 30 };

export async function makeFixture(folder: string): Promise<Fixture> {
  const project = path.join(folder, 'project');
  const runsFolder = path.join(project, 'runs');
  const environment = environmentIn(path.join(folder, 'home'));
  const script = await builtProgram('cli.js');
  await mkdir(runsFolder, { recursive: true });
  await writeFile(path.join(project, 'small.reptile.json'), experiment);
  await makeCanary(path.join(folder, 'canary'));

  const start = (words: readonly string[]) => startProcess([script, ...words], { folder: project, environment });
  const carryOut = async (words: readonly string[]) => {
    const { exitCode, messages } = await endOf(start(words), limits);
    if (exitCode !== 0) throw new Error(`reptile-lab ${words.join(' ')} ended with ${exitCode}: ${messages}`);
  };
  const newRun = async (make: () => Promise<unknown>) => {
    const before = await readdir(runsFolder);
    await make();
    const name = (await readdir(runsFolder)).find((other) => !before.includes(other) && !other.startsWith('.'));
    if (name === undefined) throw new Error('No run was made.');
    return name;
  };
  const train = () => newRun(() => carryOut(['train', 'small.reptile.json', '--runs', 'runs']));
  const interruptedOnce = (signal: NodeJS.Signals) =>
    newRun(async () => {
      const before = await readdir(runsFolder);
      const child = start(['train', 'small.reptile.json', '--runs', 'runs']);
      await waitFor('a checkpoint', async () => {
        const name = (await readdir(runsFolder)).find((other) => !before.includes(other) && !other.startsWith('.'));
        return name !== undefined && ((await listCheckpoints(path.join(runsFolder, name)))[0] ?? 0) > 0;
      });
      child.kill(signal);
      await endOf(child, limits);
    });

  /** On a busy machine a run may be faster than the signal. */
  const interrupted = async (signal: NodeJS.Signals) => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const name = await interruptedOnce(signal);
      if ((await readManifest(path.join(runsFolder, name))).state !== 'completed') return name;
      await rm(path.join(runsFolder, name), { recursive: true });
    }
    throw new Error(`No run could be interrupted by ${signal}: all were faster.`);
  };

  const sibling = await train();
  const completed = await train();
  for (const seed of ['1', '2'])
    await carryOut(['eval', completed, '--runs', 'runs', '--tasks', '5', '--seed', seed, '--workers', '1']);
  const runs = {
    sibling,
    completed,
    stopped: await interrupted('SIGTERM'),
    lost: await interrupted('SIGKILL'),
    failed: await interrupted('SIGTERM'),
    queued: path.basename(await queueRun(runsFolder, path.join(project, 'small.reptile.json'), experiment)),
  };
  await carryOut(['eval', runs.stopped, '--runs', 'runs', '--tasks', '5', '--workers', '1']);
  await recordFailure(path.join(runsFolder, runs.failed));
  await changeManifest(path.join(runsFolder, runs.queued), {
    group: { id: 'a sweep', name: 'Small sine', varies: ['seed'] },
    queuePlace: { rank: 3, isHeld: false },
  });
  return { folder, runs };
}

/** As a trainer leaves it whose disk was full. */
async function recordFailure(directory: string): Promise<void> {
  const failure = { message: 'The disk is full. Free some space and resume the run.', detail: 'Error: ENOSPC' };
  await changeManifest(directory, { state: 'failed', failure });
}

/**
 * What links lead to: everything in it looks like a part of a run, so that whoever goes through a link has something to
 * destroy.
 */
async function makeCanary(canary: string): Promise<void> {
  for (const name of ['7', '60', '999999', '.unfinished-00000000-0000-4000-8000-000000000000', 'checkpoints']) {
    await mkdir(path.join(canary, name), { recursive: true });
    await writeFile(path.join(canary, name, 'parameters.f32'), 'not yours');
  }
  for (const name of [
    'file.txt',
    'run.json',
    'log.txt',
    'trainer.lock',
    '60.json',
    '999999.json',
    'x.tmp',
    '1700000000000-00000000-stop.json',
    '20260101T000000Z-0000.json',
    'run.json.00000000-0000-4000-8000-000000000000.tmp',
  ]) {
    await writeFile(path.join(canary, name), '{"kind":"stop"}\n');
  }
}

/** The same runs for one mutation: only the one that is mutated, and its sibling. */
export async function layOut(
  fixture: Fixture,
  role: Role,
  sandbox: string,
  copy: (from: string, to: string) => Promise<void>,
): Promise<string> {
  const project = path.join(fixture.folder, 'project');
  await rm(sandbox, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(path.join(sandbox, 'project', 'runs'), { recursive: true });
  await mkdir(path.join(sandbox, 'home'));
  await copy(path.join(fixture.folder, 'canary'), path.join(sandbox, 'canary'));
  await copy(path.join(project, 'small.reptile.json'), path.join(sandbox, 'project', 'small.reptile.json'));
  for (const name of [fixture.runs[role], fixture.runs.sibling]) {
    await copy(path.join(project, 'runs', name), path.join(sandbox, 'project', 'runs', name));
  }
  return path.join(sandbox, 'project', 'runs', fixture.runs[role]);
}
