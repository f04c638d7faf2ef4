// Measuring training classes beside held-out ones: tasks of the same shape from the other side, and nothing else changes.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Engine } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import { type MetaTrainingEvent, metaTrain } from '../../../src/meta/metaTrainer.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import type { Task } from '../../../src/tasks/task.ts';

const digits = { kind: 'images', dataset: { source: 'mnist' }, ways: 2, trainShots: 3 } as const;

function experimentOf(task: ExperimentInput['task'], trainingClasses: boolean): Experiment {
  return experimentSchema.parse({
    name: 'x',
    seed: 1,
    task,
    model: { kind: 'mlp', hidden: [4] },
    algorithm: { metaIterations: 4, metaBatch: 2, innerSteps: 2, innerBatch: 2, innerOptimizer: { kind: 'sgd' } },
    evaluation: { every: 2, tasks: 5, innerSteps: 2, innerBatch: 2, trainingClasses },
  });
}

describe('measuring training classes', () => {
  let engine: Engine;
  before(async () => {
    engine = await loadFusedEngine();
  });

  async function train(experiment: Experiment): Promise<MetaTrainingEvent[]> {
    const distribution = await createTaskDistribution(experiment.task, '/');
    const executor = createLocalExecutor({ experiment, distribution, engine });
    const { signal } = new AbortController();
    const events: MetaTrainingEvent[] = [];
    for await (const event of metaTrain({ experiment, distribution, executor, signal })) events.push(event);
    await executor.dispose();
    return events;
  }

  const evaluationsIn = (events: readonly MetaTrainingEvent[]) => events.filter(({ kind }) => kind === 'evaluation');

  it('gives figures of their own beside held-out figures that stay as they were, to the bit', async () => {
    const [without, beside] = [await train(experimentOf(digits, false)), await train(experimentOf(digits, true))];
    const [plain, both] = [evaluationsIn(without), evaluationsIn(beside)];
    assert.deepEqual(
      both.map((event) => event.kind === 'evaluation' && [event.state.iteration, event.summary]),
      plain.map((event) => event.kind === 'evaluation' && [event.state.iteration, event.summary]),
    );
    assert.deepEqual(without.at(-1), beside.at(-1));
    for (const event of both) {
      assert.ok(event.kind === 'evaluation' && event.trainingClasses !== undefined);
      assert.equal(event.trainingClasses.tasks, 5);
      assert.notDeepEqual(event.trainingClasses.loss, event.summary.loss);
    }
    assert.ok(plain.every((event) => event.kind === 'evaluation' && event.trainingClasses === undefined));
    const told = beside.filter((event) => event.kind === 'evaluating').at(-1);
    assert.ok(told?.kind === 'evaluating' && told.finishedTasks === 10 && told.tasks === 10);
  });

  it('is the same family for sine waves, and trains policies toward goals of training', async () => {
    const tasks: ExperimentInput['task'][] = [
      { kind: 'sine' },
      { kind: 'navigation', heldOutSector: [0, 90], horizon: 4 },
    ];
    for (const task of tasks) {
      const [last] = evaluationsIn(await train(experimentOf(task, true))).slice(-1);
      assert.ok(last?.kind === 'evaluation' && last.trainingClasses !== undefined, task.kind);
      const quantity = task.kind === 'sine' ? 'loss' : 'return';
      assert.equal(last.trainingClasses[quantity].length, last.summary[quantity].length);
      assert.notDeepEqual(last.trainingClasses[quantity], last.summary[quantity]);
    }
  });

  it('draws tasks of training classes with the support and queries of held-out ones', async () => {
    const distribution = await createTaskDistribution(
      experimentOf({ ...digits, shots: 3, queries: 2 }, true).task,
      '/',
    );
    const sample = distribution.kind === 'supervised' ? distribution.sampleTrainingClassesTask : undefined;
    assert.ok(sample !== undefined);
    for (let index = 0; index < 50; index++) {
      const task: Task = sample(randomStream(0, 'training-classes-task', index));
      assert.ok(
        task.classNames.every((name) => /^[0-4]( turned (90|180|270)°)?$/.test(name)),
        task.classNames.join(),
      );
      assert.deepEqual([task.support.count, task.query.count], [6, 4]);
    }
  });
});
