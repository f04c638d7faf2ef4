// Dropout in the inner loop: what is dropped depends on the experiment's seed, the meta-iteration and the task alone.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { evaluateHeldOutTask } from '../../../src/meta/evaluate.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { createLearningContext, type LearningContext } from '../../../src/meta/learningContext.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { sampleAdaptation } from '../../../src/meta/sampleAdaptation.ts';
import { learnFromTask } from '../../../src/meta/trainingTask.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('dropout in the inner loop', () => {
  const contexts: LearningContext[] = [];

  afterEach(() => {
    for (const { learner } of contexts.splice(0)) learner.dispose();
  });

  it('does not depend on which tasks a learner had before', async () => {
    const { context, state, seeds } = await setUp(1);
    const adapt = (iteration: number, task: number) => learnFromTask(context, { ...state, iteration }, task);
    const first = adapt(3, 1);
    adapt(3, 2);
    measure(context, state, 0);
    assert.deepEqual(adapt(3, 1), first);
    assert.equal(seeds[0], seeds.at(-1));
  });

  it('is the same for the figures of a held-out task and for its drawing', async () => {
    const { context, state, seeds } = await setUp(1);
    const measured = measure(context, state, 2);
    measure(context, state, 0);
    assert.deepEqual(measure(context, state, 2), measured);
    sampleAdaptation(context, state.parameters, state.optimizerState, 2);
    const [first, other, again, drawn] = seeds;
    assert.deepEqual([again, drawn], [first, first]);
    assert.notEqual(other, first);
  });

  it('differs between tasks, meta-iterations, experiments, and between training and evaluation', async () => {
    const seen: number[] = [];
    for (const experimentSeed of [1, 2]) {
      const { context, state, seeds } = await setUp(experimentSeed);
      for (const [iteration, task] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const) {
        learnFromTask(context, { ...state, iteration }, task);
      }
      for (const task of [0, 1]) measure(context, state, task);
      seen.push(...seeds);
    }
    assert.equal(seen.length, 12);
    assert.equal(new Set(seen).size, 12);
  });

  /** A learner that notes every seed it gets. */
  async function setUp(seed: number): Promise<{ context: LearningContext; state: MetaState; seeds: number[] }> {
    const layers = [{ kind: 'dense', units: 16 }, { kind: 'tanh' }, { kind: 'dropout', rate: 0.5 }] as const;
    const experiment = sineExperiment({}, { seed, model: { kind: 'layers', layers: [...layers] } });
    const distribution = await createTaskDistribution(experiment.task, '/');
    const context = createLearningContext(experiment, distribution, await loadFusedEngine());
    contexts.push(context);
    const { learner } = context;
    const seeds: number[] = [];
    const seedDropout = learner.seedDropout.bind(learner);
    learner.seedDropout = (own) => {
      seeds.push(own);
      seedDropout(own);
    };
    return { context, state: initialMetaState(experiment, distribution), seeds };
  }
});

function measure(context: LearningContext, state: MetaState, task: number) {
  const { parameters, optimizerState } = state;
  const request = {
    parameters,
    optimizerState,
    firstTask: task,
    tasks: 1,
    transductive: [false],
    curveSteps: [0, 5],
    innerBatch: 5,
  };
  return evaluateHeldOutTask(context, request, task);
}
