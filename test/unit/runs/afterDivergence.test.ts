// What a run that goes on after a divergence is set to: the rest of the training, from where its schedule stood.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { smallerRateOf } from '../../../src/experiment/smallerRate.ts';
import { metaStepSizeAt } from '../../../src/meta/metaStepSize.ts';
import { lastBeforeDivergence, proposedSettings, settingsToGoOn } from '../../../src/runs/afterDivergence.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

const experimentWith = (algorithm: Parameters<typeof tinyExperiment>[0]) =>
  experimentSchema.parse(tinyExperiment(algorithm));

describe('training that goes on after a divergence', () => {
  it('begins with the last checkpoint, unless that is the untrained initialization', () => {
    assert.equal(lastBeforeDivergence({ checkpointIteration: 40 }), 40);
    assert.equal(lastBeforeDivergence({ checkpointIteration: 0 }), undefined);
    assert.equal(lastBeforeDivergence({ checkpointIteration: null }), undefined);
  });

  it('has the meta-iterations that were left, and the rate lowered', () => {
    const experiment = experimentWith({ algorithm: { metaStepSchedule: 'constant' } });
    assert.deepEqual(proposedSettings(experiment, 45), [
      'algorithm.innerOptimizer.learningRate=0.001',
      'algorithm.metaIterations=15',
    ]);
    assert.deepEqual(
      settingsToGoOn(experiment, 45, smallerRateOf(experiment), 0.004)[0],
      'algorithm.innerOptimizer.learningRate=0.004',
    );
  });

  it('goes on with a linear schedule as it stood', () => {
    const experiment = experimentWith({
      algorithm: { metaStepSchedule: 'linear', metaStepSize: 0.8, metaStepSizeFinal: 0.1 },
    });
    const settings = new Map(proposedSettings(experiment, 20).map((setting) => setting.split('=') as [string, string]));
    const rest = {
      ...experiment.algorithm,
      metaStepSize: Number(settings.get('algorithm.metaStepSize')),
      metaIterations: Number(settings.get('algorithm.metaIterations')),
    };
    for (const done of [0, 10, 30])
      assert.ok(Math.abs(metaStepSizeAt(rest, done) - metaStepSizeAt(experiment.algorithm, 20 + done)) < 1e-9);
  });

  it('lowers the outer rate of joint training from where it stood', () => {
    const outer = { metaIterations: 60, metaStepSize: 0.5, metaStepSchedule: 'linear', metaStepSizeFinal: 0 };
    const innerOptimizer = { kind: 'sgd', learningRate: 0.01 };
    const { algorithm } = experimentSchema.parse({
      ...tinyExperiment(),
      algorithm: { kind: 'joint', innerOptimizer, ...outer },
    });
    assert.deepEqual(proposedSettings({ algorithm }, 30), [
      'algorithm.metaStepSize=0.025',
      'algorithm.metaIterations=30',
    ]);
  });
});
