// How held-out tasks adapt: with the inner optimizer, or as the algorithm was trained to, with the head alone or
// learned step sizes.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import { openHeldOutTask } from '../../../src/meta/heldOutTask.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { parametersOf } from '../../../src/meta/innerLoop.ts';
import { createLearningContext, type LearningContext } from '../../../src/meta/learningContext.ts';
import { createMiniBatches } from '../../../src/meta/miniBatches.ts';
import { createSineDistribution } from '../../../src/tasks/sine.ts';
import { everyAlgorithm, sineExperimentOf } from '../../support/everyAlgorithm.ts';

const task = 2;
const innerBatch = 4;

describe('a held-out task', () => {
  const contexts: LearningContext[] = [];

  afterEach(() => {
    for (const { learner } of contexts.splice(0)) learner.dispose();
  });

  async function open(experiment: Experiment) {
    assert.ok(experiment.task.kind === 'sine');
    const distribution = createSineDistribution(experiment.task);
    const context = { ...createLearningContext(experiment, distribution, await loadFusedEngine()), distribution };
    contexts.push(context);
    const { parameters, optimizerState } = initialMetaState(experiment, distribution);
    const theta = parameters.slice(0, context.learner.model.parameterCount);
    return { context, parameters, theta, settings: { parameters, optimizerState, innerBatch } };
  }

  it('changes the output layer alone with ANIL', async () => {
    const { context, theta, settings } = await open(sineExperimentOf(everyAlgorithm.ANIL));
    openHeldOutTask(context, settings, task).adaptTo(3);
    const adapted = parametersOf(context.learner);
    const head = theta.length - 33;
    assert.deepEqual(adapted.subarray(0, head), theta.subarray(0, head));
    assert.ok(adapted.subarray(head).every((value, i) => value !== theta[head + i]));
  });

  it('takes the steps of the inner optimizer with MAML', async () => {
    const maml = await open(sineExperimentOf(everyAlgorithm.MAML));
    openHeldOutTask(maml.context, maml.settings, task).adaptTo(3);
    const reptile = await open(sineExperimentOf(everyAlgorithm.Reptile));
    openHeldOutTask(reptile.context, reptile.settings, task).adaptTo(3);
    assert.deepEqual(parametersOf(maml.context.learner), parametersOf(reptile.context.learner));
  });

  it('takes a step of its own size for each parameter with Meta-SGD, against the gradient of the summed loss where asked for', async () => {
    const experiment = sineExperimentOf(everyAlgorithm['Meta-SGD']);
    const { context, parameters, theta, settings } = await open(experiment);
    const count = theta.length;
    for (let i = 0; i < count; i++) parameters[count + i] = 0.001 * ((i % 5) - 1);
    const { support } = openHeldOutTask(context, settings, task).task;
    const batches = createMiniBatches(support, innerBatch, randomStream(experiment.seed, 'evaluation-batches', task));
    const { gradient } = context.learner.gradient(batches.take(1));
    openHeldOutTask(context, settings, task).adaptTo(1);
    const expected = theta.map(
      (value, i) => value - (parameters[count + i] ?? Number.NaN) * innerBatch * (gradient[i] ?? Number.NaN),
    );
    const adapted = parametersOf(context.learner);
    for (const [i, value] of expected.entries()) assert.ok(Math.abs((adapted[i] ?? Number.NaN) - value) < 1e-6);
    assert.ok(adapted.some((value, i) => Math.abs(value - (theta[i] ?? Number.NaN)) > 1e-4));
  });

  it('adapts the same, however the steps are asked for', async () => {
    for (const algorithm of Object.values(everyAlgorithm)) {
      const { context, settings } = await open(sineExperimentOf(algorithm));
      openHeldOutTask(context, settings, task).adaptTo(5);
      const atOnce = parametersOf(context.learner);
      const again = openHeldOutTask(context, settings, task);
      for (const step of [0, 1, 3, 5]) again.adaptTo(step);
      assert.deepEqual(parametersOf(context.learner), atOnce);
    }
  });
});
