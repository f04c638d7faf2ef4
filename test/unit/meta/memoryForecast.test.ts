// The forecast of memory: what the learner then takes, and silence where it cannot be known.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import { createLearningContext } from '../../../src/meta/learningContext.ts';
import { forecastMemory, mostParametersOf } from '../../../src/meta/memoryForecast.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import { sineExperimentOf } from '../../support/everyAlgorithm.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('the memory that an experiment will need', () => {
  const images: Partial<ExperimentInput> = {
    task: { kind: 'images', dataset: { source: 'mnist' }, ways: 5, shots: 2, queries: 3 },
    model: { kind: 'convnet', blocks: 4, filters: 32, downsampling: 'maxPool' },
  };

  for (const [name, experiment] of [
    ['curves', sineExperiment()],
    ['images', experimentSchema.parse({ ...sineExperiment(), ...images })],
    // 35 samples of the outer batch are more than any other batch holds, and second derivatives take room of their own.
    ['images with MAML', sineExperimentOf({ kind: 'maml', queryShots: 7 }, images)],
  ] as const) {
    it(`is foretold of ${name} without their data`, async () => {
      const { learner } = createLearningContext(
        experiment,
        await createTaskDistribution(experiment.task, '/'),
        await loadFusedEngine(),
      );
      const { bytes, mostBytes, machineBytes } = forecastMemory(experiment) ?? assert.fail('nothing foretold');
      assert.ok(
        bytes >= learner.memoryBytes && bytes - learner.memoryBytes <= 65_536,
        `${bytes}, not ${learner.memoryBytes}`,
      );
      assert.equal(mostParametersOf(experiment), learner.model.parameterCount);
      assert.ok(mostBytes > 2 ** 30 && machineBytes > 2 ** 20);
      learner.dispose();
    });
  }

  it('is left open where layers do not fit each other, and foretold of kernels as wide as their images', () => {
    const layers = (layer: object) =>
      experimentSchema.parse({ ...sineExperiment(), ...images, model: { kind: 'layers', layers: [layer] } });
    assert.equal(forecastMemory(layers({ kind: 'dense', units: 3 })), undefined);
    assert.ok(forecastMemory(layers({ kind: 'conv2d', filters: 2, kernel: 255 })) !== undefined);
    // A table for each pair of places of image and kernel: more than any learner has.
    const task = { kind: 'images', dataset: { source: 'folder', path: 'x', size: 256 }, ways: 2, shots: 1, queries: 1 };
    const wide = { kind: 'layers', layers: [3, 127].map((kernel) => ({ kind: 'conv2d', filters: 2, kernel })) };
    const tooLarge = forecastMemory(experimentSchema.parse({ ...sineExperiment(), task, model: wide }));
    assert.ok(tooLarge !== undefined && tooLarge.bytes > tooLarge.mostBytes);
    assert.ok(forecastMemory(layers({ kind: 'conv2d', filters: 2 })) !== undefined);
  });
});
