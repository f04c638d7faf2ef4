// Which rate is lowered after a divergence, and that the assignment is one that an experiment takes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { applyOverrides } from '../../../src/experiment/applyOverrides.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assignmentOf, smallerRateOf } from '../../../src/experiment/smallerRate.ts';

describe('a smaller rate', () => {
  it('is a tenth of the inner learning rate, and can be set in every preset', () => {
    for (const { id, text } of presets) {
      const { experiment } = readExperiment(text);
      assert.ok(experiment !== undefined);
      const rate = smallerRateOf(experiment);
      assert.equal(rate.key, 'algorithm.innerOptimizer.learningRate', id);
      assert.ok(Math.abs(rate.to / rate.from - 0.1) < 1e-9, id);
      const lowered = applyOverrides(text, [assignmentOf(rate, rate.to)]);
      assert.ok(lowered.kind === 'applied', id);
      assert.equal(readExperiment(lowered.text).experiment?.algorithm.innerOptimizer.learningRate, rate.to, id);
    }
  });

  it('is the outer one of joint training, which takes no inner steps while it trains', () => {
    const file = path.join(installationFolder, 'examples', 'comparison', 'sine-joint.reptile.json');
    const { experiment } = readExperiment(readFileSync(file, 'utf8'));
    assert.ok(experiment !== undefined);
    assert.deepEqual(smallerRateOf(experiment), { key: 'algorithm.metaStepSize', from: 0.001, to: 0.0001 });
  });
});
