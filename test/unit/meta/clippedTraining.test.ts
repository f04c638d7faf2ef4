// Meta-training with weight decay and clipped gradients: where it diverges without, of policies, and with every
// algorithm.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Engine } from '../../../src/engine/learner.ts';
import {
  type Experiment,
  type ExperimentInput,
  experimentSchema,
  type InnerOptimizer,
} from '../../../src/experiment/schema.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import { everyAlgorithm, sineExperimentOf } from '../../support/everyAlgorithm.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

type Changes = Pick<InnerOptimizer, 'weightDecay' | 'clipGradient'>;

const everyChange: readonly Changes[] = [
  { weightDecay: { kind: 'l2', rate: 0.01 } },
  { weightDecay: { kind: 'decoupled', rate: 0.1 } },
  { weightDecay: { kind: 'factor', factor: 0.99 } },
  { clipGradient: { kind: 'norm', at: 0.05 } },
  { clipGradient: { kind: 'value', at: 0.01 } },
];

describe('weight decay and clipping in meta-training', () => {
  let engine: Engine;

  before(async () => {
    engine = await loadFusedEngine();
  });

  /** Parameters after so many meta-iterations, and the loss of the last batches that tasks learned from. */
  async function trainedWith(experiment: Experiment, metaIterations: number) {
    const distribution = await createTaskDistribution(experiment.task, '/');
    const executor = createLocalExecutor({ experiment, distribution, engine });
    let state = initialMetaState(experiment, distribution);
    let lastLoss = Number.NaN;
    for (let iteration = 0; iteration < metaIterations; iteration++) {
      const taken = await executor.takeMetaIteration(state);
      state = taken.state;
      lastLoss = taken.losses[0]?.lastLoss ?? Number.NaN;
    }
    await executor.dispose();
    return { parameters: state.parameters, lastLoss };
  }

  it('go on where clipping bounds the steps that make it diverge', async () => {
    const steep = (changes: Changes) =>
      sineExperiment({ innerSteps: 20, innerOptimizer: { kind: 'sgd', learningRate: 1, ...changes } });
    const without = await trainedWith(steep({}), 5);
    const clipped = await trainedWith(steep({ clipGradient: { kind: 'norm', at: 0.1 } }), 5);
    assert.ok(!without.parameters.every(Number.isFinite), 'without, it diverges');
    assert.ok(clipped.parameters.every(Number.isFinite));
    assert.ok(clipped.lastLoss < 30, `${clipped.lastLoss}`);
  });

  for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
    const plain = sineExperimentOf(algorithm);
    // It takes no inner steps in training.
    if (plain.algorithm.kind === 'joint') continue;
    it(`take part in what tasks learn by: ${name}`, async () => {
      const without = await trainedWith(withChanges(plain, {}), 2);
      for (const changes of everyChange) {
        const changed = withChanges(plain, changes);
        const { parameters, lastLoss } = await trainedWith(changed, 2);
        assert.ok(parameters.every(Number.isFinite) && Number.isFinite(lastLoss));
        assert.notEqual(lastLoss, without.lastLoss, JSON.stringify(changes));
        assert.deepEqual((await trainedWith(changed, 2)).parameters, parameters, 'the same each time');
      }
    });
  }

  for (const kind of ['navigation', 'arm'] as const) {
    it(`work on policy gradients (${kind})`, async () => {
      const optimizers = [
        { kind: 'sgd', learningRate: 0.1 },
        { kind: 'momentum', learningRate: 0.1 },
        { kind: 'adam', learningRate: 0.02 },
      ] as const;
      for (const optimizer of optimizers) {
        const plain = controlExperiment(kind, optimizer);
        const without = await trainedWith(plain, 2);
        for (const changes of everyChange) {
          const { parameters } = await trainedWith(withChanges(plain, changes), 2);
          assert.ok(parameters.every(Number.isFinite));
          assert.notDeepEqual(parameters, without.parameters, JSON.stringify({ optimizer, changes }));
        }
      }
    });
  }
});

/** The same experiment, with these decay and clipping alone. */
function withChanges(experiment: Experiment, changes: Changes): Experiment {
  const { weightDecay: _, clipGradient: __, ...innerOptimizer } = experiment.algorithm.innerOptimizer;
  return experimentSchema.parse({
    ...experiment,
    algorithm: { ...experiment.algorithm, innerOptimizer: { ...innerOptimizer, ...changes } },
  });
}

function controlExperiment(
  kind: 'navigation' | 'arm',
  innerOptimizer: NonNullable<ExperimentInput['algorithm']['innerOptimizer']>,
): Experiment {
  return experimentSchema.parse({
    name: 'toy',
    seed: 5,
    task: { kind, trajectories: 5, horizon: 12 },
    model: { kind: 'mlp', hidden: [16], activation: 'relu' },
    algorithm: { metaBatch: 2, innerSteps: 2, innerOptimizer },
  });
}
