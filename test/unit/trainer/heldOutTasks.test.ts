// Properties that held-out tasks of every kind have: fixed by their seed, never adapted to what they measure, never
// trained on.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { chooseEngine } from '../../../src/engine/chooseEngine.ts';
import type { Samples } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import type { TaskExecutor } from '../../../src/meta/executor.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { learnerOptionsFor } from '../../../src/meta/learningContext.ts';
import { createTaskDistributionFrom, loadTaskData, type TaskData } from '../../../src/tasks/createTaskDistribution.ts';
import type { Task, TaskDistribution } from '../../../src/tasks/task.ts';
import { createExecutor, type ExecutorOptions } from '../../../src/workers/createExecutor.ts';
import { csvOf, makeRatings } from '../../support/ratingsTable.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { testSecret } from '../../support/testSecret.ts';

interface Kind {
  readonly name: string;
  /** Below `../shared/data`; undefined: comes with Reptile Lab. */
  readonly data?: readonly string[];
  /** A file that is made for it. */
  readonly made?: () => string;
  readonly task: (data: string) => ExperimentInput['task'];
  readonly model?: ExperimentInput['model'];
  /** Whether two samples of the data may be the same bytes, as short texts often are. */
  readonly mayRepeat?: boolean;
}

const sizes = { ways: 3, shots: 2, queries: 2, trainShots: 4 };
const convnet = { kind: 'convnet', blocks: 2, filters: 4 } as const;
const smallControl = { trajectories: 5, horizon: 12 } as const;
const smallSpectrograms = { sampleRate: 8000, seconds: 1, melBands: 16, fftSize: 256, hopLength: 400 } as const;

/** Every kind of task that an experiment can have. */
const kinds: readonly Kind[] = [
  { name: 'sine waves', task: () => ({ kind: 'sine' }) },
  {
    name: "functions of a user's module",
    task: () => ({
      kind: 'module',
      path: path.join(installationFolder, 'examples', 'own-tasks.ts'),
      settings: { damping: [0.1, 0.6] },
    }),
  },
  { name: 'navigation', task: () => ({ kind: 'navigation', ...smallControl }) },
  { name: "an arm's reach", task: () => ({ kind: 'arm', ...smallControl }) },
  { name: 'MNIST', model: convnet, task: () => ({ kind: 'images', dataset: { source: 'mnist' }, ...sizes }) },
  {
    name: 'Omniglot',
    data: ['omniglot'],
    model: convnet,
    task: (folder) => ({ kind: 'images', dataset: { source: 'omniglot', path: folder }, ...sizes }),
  },
  {
    name: 'spoken digits, speakers held out',
    data: ['free-spoken-digits', 'fsdd-takes0-19.zip'],
    model: convnet,
    task: (file) => ({
      kind: 'speech',
      features: smallSpectrograms,
      ...sizes,
      dataset: { source: 'spokenDigits', path: file, holdOut: { by: 'speakers', speakers: ['theo'] } },
    }),
  },
  {
    name: 'intents',
    data: ['clinc150'],
    mayRepeat: true,
    task: (folder) => ({
      kind: 'text',
      encoding: { kind: 'tfidf', maxFeatures: 100 },
      ...sizes,
      dataset: { source: 'clinc150', path: folder },
    }),
  },
  {
    name: 'rows of a table',
    made: () => csvOf(makeRatings()),
    task: (file) => ({
      kind: 'table',
      dataset: { path: file, taskColumn: 'user', features: ['age', 'genre'], target: 'rating' },
      shots: 3,
      queries: 3,
    }),
  },
];

const tasksToLookAt = 40;

describe('held-out tasks', function () {
  this.timeout(60_000);
  let cacheFolder = '';
  before(async () => {
    cacheFolder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
  });
  after(() => rm(cacheFolder, { recursive: true, force: true, maxRetries: 5 }));

  for (const kind of kinds) {
    describe(`of ${kind.name}`, () => {
      let experiment: Experiment;
      let data: TaskData;
      let distribution: TaskDistribution;
      before(async function () {
        const folder = kind.data === undefined ? await make(kind) : sharedDataOrSkip(this, ...kind.data);
        experiment = experimentSchema.parse({
          name: kind.name,
          seed: 6,
          task: kind.task(folder),
          model: kind.model ?? { kind: 'mlp', hidden: [8] },
          algorithm: { innerOptimizer: { kind: 'adam', learningRate: 0.01 }, metaBatch: 2, innerBatch: 4 },
          evaluation: { innerBatch: 4 },
        });
        data = await loadTaskData(experiment.task, installationFolder, {
          cache: { folder: cacheFolder, secret: testSecret },
        });
        distribution = await createTaskDistributionFrom(experiment.task, data);
      });

      it('never measure on a sample that they adapt to', () => {
        if (distribution.kind === 'control') return assertGoalsOfTheirOwn(distribution);
        for (let number = 0; number < tasksToLookAt; number++) {
          const { support, query, supportNumbers, queryNumbers } = drawTask(number);
          assert.equal(
            new Set([...supportNumbers, ...queryNumbers]).size,
            support.count + query.count,
            `task ${number}`,
          );
          if (kind.mayRepeat) continue;
          const adaptedTo = new Set(bytesOfEach(support));
          assert.ok(!bytesOfEach(query).some((bytes) => adaptedTo.has(bytes)), `task ${number}`);
        }
      });

      it('have classes that no training task has, or none', () => {
        const classes = classesOf(data);
        if (distribution.kind === 'control') return;
        if (classes === undefined) return assert.deepEqual(drawTask(0).classNames, []);
        const { sampleTrainingTask } = distribution;
        const trained = new Set(classes.training.flatMap(({ samples }) => samples));
        assert.ok(classes.heldOut.every(({ samples }) => samples.every((sample) => !trained.has(sample))));
        const trainedNames = new Set(classes.training.map(({ name }) => name));
        const heldOutNames = new Set(classes.heldOut.map(({ name }) => name));
        assert.ok([...heldOutNames].every((name) => !trainedNames.has(name)));
        for (let number = 0; number < tasksToLookAt; number++) {
          assert.ok(drawTask(number).classNames.every((name) => heldOutNames.has(name)));
        }
        if (kind.mayRepeat) return;
        const seenInTraining = new Set(
          Array.from({ length: tasksToLookAt }, (_, number) =>
            bytesOfEach(sampleTrainingTask(randomStream(6, 'training-task', number))),
          ).flat(),
        );
        const { support, query } = drawTask(0);
        assert.ok(![...bytesOfEach(support), ...bytesOfEach(query)].some((bytes) => seenInTraining.has(bytes)));
      });

      it('give the same figures for any number of workers, and however they are sliced; other figures for another seed', async () => {
        const { engine, selection } = await chooseEngine({
          spec: experiment.engine,
          options: learnerOptionsFor(experiment, distribution),
          experimentFolder: installationFolder,
          earlier: undefined,
        });
        const { parameters, optimizerState } = initialMetaState(experiment, distribution);
        const request = { parameters, optimizerState, transductive: [false, true], curveSteps: [0, 3], innerBatch: 4 };
        const evaluate = (executor: TaskExecutor, firstTask: number, tasks: number, seed = 6) =>
          executor.evaluateTasks({ ...request, seed, firstTask, tasks });
        const start = (options: ExecutorOptions) => createExecutor(experiment, data, { engine, selection }, options);
        const executors = [
          await start({ workers: 1, callerComputes: true }),
          await start({ workers: 2, callerComputes: false }),
          await start({ workers: 2, sharesMemory: false }),
        ];
        try {
          const [one, two, copying] = executors;
          assert.ok(one !== undefined && two !== undefined && copying !== undefined);
          const whole = await evaluate(one, 0, 5);
          assert.deepEqual(await evaluate(two, 0, 5), whole);
          assert.deepEqual(await evaluate(copying, 0, 5), whole);
          assert.deepEqual([...(await evaluate(two, 0, 2)), ...(await evaluate(one, 2, 3))], whole);
          assert.notDeepEqual(await evaluate(one, 0, 5, 7), whole);
        } finally {
          await Promise.all(executors.map((executor) => executor.dispose()));
        }
      });

      function drawTask(number: number): Task {
        assert.ok(distribution.kind === 'supervised');
        return distribution.sampleHeldOutTask(randomStream(6, 'evaluation-task', number), number);
      }
    });
  }

  async function make({ made }: Kind): Promise<string> {
    if (made === undefined) return '';
    const file = path.join(cacheFolder, 'made.csv');
    await writeFile(file, made());
    return file;
  }

  it('are looked at for every kind that an experiment can have', () => {
    const looked = new Set(kinds.map(({ task }) => task('').kind));
    const known = experimentSchema.shape.task.options.map((option) => option.shape.kind.value);
    assert.deepEqual([...looked].sort(), [...known].sort());
  });
});

/** A policy is measured on trajectories of its own; what must not be met in training is the goal. */
function assertGoalsOfTheirOwn({
  sampleTrainingTask,
  sampleHeldOutTask,
}: Extract<TaskDistribution, { kind: 'control' }>): void {
  const numbers = Array.from({ length: tasksToLookAt }, (_, number) => number);
  const goalOf = ({ scene }: ReturnType<typeof sampleTrainingTask>) => scene.goal.join(' ');
  const trained = new Set(
    numbers.map((number) => goalOf(sampleTrainingTask(randomStream(6, 'training-task', number)))),
  );
  const heldOut = numbers.map((number) => goalOf(sampleHeldOutTask(randomStream(6, 'evaluation-task', number))));
  assert.equal(new Set(heldOut).size, tasksToLookAt);
  assert.ok(heldOut.every((goal) => !trained.has(goal)));
}

/** The bytes of each sample's inputs. */
function bytesOfEach({ inputs, count }: Samples): string[] {
  const size = inputs.length / count;
  return Array.from({ length: count }, (_, sample) => {
    const values = inputs.slice(sample * size, (sample + 1) * size);
    return Buffer.from(values.buffer).toString('base64');
  });
}

interface ClassOfSamples {
  readonly name: string;
  readonly samples: readonly number[];
}

/** The classes of data that have some. */
function classesOf(
  data: TaskData,
): { readonly training: readonly ClassOfSamples[]; readonly heldOut: readonly ClassOfSamples[] } | undefined {
  switch (data.kind) {
    case 'sine':
    case 'control':
    case 'module':
      return undefined;
    case 'images': {
      const named = ({ name, images }: { name: string; images: readonly number[] }) => ({ name, samples: images });
      return { training: data.images.trainingClasses.map(named), heldOut: data.images.heldOutClasses.map(named) };
    }
    case 'speech': {
      const named = ({ name, recordings }: { name: string; recordings: readonly number[] }) => ({
        name,
        samples: recordings,
      });
      return { training: data.speech.trainingClasses.map(named), heldOut: data.speech.heldOutClasses.map(named) };
    }
    case 'text':
      return { training: data.texts.trainingClasses, heldOut: data.texts.heldOutClasses };
    case 'table':
      return { training: data.table.trainingClasses, heldOut: data.table.heldOutClasses };
  }
}
