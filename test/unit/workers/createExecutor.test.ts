// Where numbers are computed: how many threads, and when a single one must not be the trainer's own.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { resolveModel } from '../../../src/engine/model.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import { taskMultiplications, workersFor } from '../../../src/workers/createExecutor.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('the executor of a run', () => {
  it('takes the threads that were asked for, or one for each task as far as there are cores', () => {
    assert.equal(workersFor(sineExperiment({}, { engine: { workers: 7 } })), 7);
    assert.equal(workersFor(sineExperiment({ metaBatch: 1 })), 1);
    assert.equal(workersFor(sineExperiment({ metaBatch: 1000 })), availableParallelism());
  });

  it('knows how long a task takes: each weight, at each place, forward and back', async () => {
    const experiment = sineExperiment(
      { innerSteps: 3, innerBatch: 10 },
      { evaluation: { innerSteps: 2, innerBatch: 5 } },
    );
    // 1 → 16 → 16 → 1 with biases, and an activation behind each of the hidden layers.
    const dense = resolveModel(experiment.model, [1], 1, 'meanSquaredError');
    assert.equal(taskMultiplications(experiment, dense), 3 * 30 * (32 + 16 + 272 + 16 + 17));
    // One 3 × 3 convolution of stride 1 with bias from one to two channels, on 4 × 5 pixels, and a dense layer.
    const layers = [{ kind: 'conv2d', filters: 2, kernel: 3, stride: 1, padding: 'same', bias: true }] as const;
    const conv = resolveModel({ kind: 'layers', layers: [...layers] }, [4, 5, 1], 3, 'softmaxCrossEntropy');
    assert.equal(taskMultiplications(experiment, conv), 3 * 30 * (20 * 20 + 40 * 3 + 3));
    // 100 queries, before and after, each by itself in a batch with 25 samples of the support set.
    const spec = { kind: 'convnet', blocks: 1, filters: 2, downsampling: 'maxPool' } as const;
    const normed = resolveModel(spec, [4, 4, 1], 3, 'softmaxCrossEntropy');
    const distribution = await createTaskDistribution(experiment.task, '/');
    assert.ok(distribution.kind === 'supervised');
    const outline = { ...distribution, supportSize: 25, querySize: 100 };
    const alone = taskMultiplications(experiment, normed);
    const perSample = alone / (3 * 30);
    assert.equal(taskMultiplications(experiment, normed, outline), perSample * (3 * 10 + 2 * 100 * 26));
    const together = sineExperiment({}, { evaluation: { ...experiment.evaluation, transductive: true } });
    assert.equal(taskMultiplications(together, normed, outline), perSample * (3 * 10 + 2 * 100));
    // Nothing in them is learned, and a 3 × 3 window of each of 4 × 5 × 2 values is looked at all the same.
    const pools = [...layers, { kind: 'maxPool', size: 3, stride: 1, padding: 'same' }, { kind: 'sigmoid' }] as const;
    const pooled = resolveModel({ kind: 'layers', layers: [...pools] }, [4, 5, 1], 3, 'softmaxCrossEntropy');
    assert.equal(
      taskMultiplications(experiment, pooled),
      3 * 30 * (20 * 20 + 40 * 9 + 40 + 40 * 3 + 3),
      'pools and activations count',
    );
  });
});
