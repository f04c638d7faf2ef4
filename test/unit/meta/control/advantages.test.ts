// Returns and advantages against their definitions, summed naively.

import assert from 'node:assert/strict';
import { generalisedAdvantages, returnsToGo } from '../../../../src/meta/control/advantages.ts';
import { policyGradientBatch } from '../../../../src/meta/control/policyGradientBatch.ts';
import { navigationSpec } from '../../../support/controlTasks.ts';
import { randomTrajectories, rowsOf } from './trajectoryFixture.ts';

const trajectories = randomTrajectories([9, 1, 12, 5]);
const values = randomTrajectories([9, 1, 12, 5], { seed: 8 }).rewards;
const { count, lengths, rewards } = trajectories;
const at = (array: Float64Array, time: number, trajectory: number) => array[time * count + trajectory] ?? Number.NaN;

describe('returns to go', () => {
  it('are the discounted sums of what is still to come', () => {
    for (const discount of [0, 0.9, 1]) {
      const returns = returnsToGo(trajectories, discount);
      for (const { row, time, trajectory } of rowsOf(trajectories)) {
        let expected = 0;
        for (let later = time; later < (lengths[trajectory] ?? 0); later++) {
          expected += discount ** (later - time) * at(rewards, later, trajectory);
        }
        assert.ok(Math.abs((returns[row] ?? Number.NaN) - expected) < 1e-12);
      }
    }
  });
});

describe('generalised advantages', () => {
  it('are the discounted sums of all surprises to come', () => {
    for (const [discount, lambda] of [
      [0.99, 1],
      [0.9, 0.95],
      [0.8, 0],
      [1, 0.5],
    ] as const) {
      const advantages = generalisedAdvantages(trajectories, values, discount, lambda);
      for (const { row, time, trajectory } of rowsOf(trajectories)) {
        const length = lengths[trajectory] ?? 0;
        let expected = 0;
        for (let later = time; later < length; later++) {
          const next = later + 1 < length ? at(values, later + 1, trajectory) : 0;
          const surprise = at(rewards, later, trajectory) + discount * next - at(values, later, trajectory);
          expected += (discount * lambda) ** (later - time) * surprise;
        }
        assert.ok(Math.abs((advantages[row] ?? Number.NaN) - expected) < 1e-12);
      }
    }
  });

  it('are return to go minus baseline for λ = 1', () => {
    const returns = returnsToGo(trajectories, 0.9);
    const advantages = generalisedAdvantages(trajectories, values, 0.9, 1);
    for (const { row } of rowsOf(trajectories)) {
      const expected = (returns[row] ?? Number.NaN) - (values[row] ?? Number.NaN);
      assert.ok(Math.abs((advantages[row] ?? Number.NaN) - expected) < 1e-12);
    }
  });
});

describe('a policy-gradient batch', () => {
  it('holds each time step of each trajectory once, with normalised advantages', () => {
    const settings = navigationSpec({ discount: 0.95, gaeLambda: 0.9, baseline: 'none' });
    const batch = policyGradientBatch(trajectories, settings);
    const rows = rowsOf(trajectories);
    assert.equal(batch.count, 27);
    assert.equal(rows.length, 27);
    const raw = generalisedAdvantages(trajectories, new Float64Array(values.length), 0.95, 0.9);
    const ofRows = rows.map(({ row }) => raw[row] ?? Number.NaN);
    const mean = ofRows.reduce((sum, value) => sum + value, 0) / 27;
    const deviation = Math.sqrt(ofRows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 27);
    rows.forEach(({ row }, sample) => {
      assert.deepEqual(
        batch.inputs.subarray(2 * sample, 2 * sample + 2),
        trajectories.observations.subarray(2 * row, 2 * row + 2),
      );
      assert.deepEqual(
        batch.targets.subarray(3 * sample, 3 * sample + 2),
        trajectories.actions.subarray(2 * row, 2 * row + 2),
      );
      const expected = ((ofRows[sample] ?? Number.NaN) - mean) / deviation;
      assert.ok(Math.abs((batch.targets[3 * sample + 2] ?? Number.NaN) - expected) < 1e-6);
    });
  });

  it('survives advantages that are all the same', () => {
    const flat = { ...trajectories, rewards: new Float64Array(trajectories.rewards.length) };
    const batch = policyGradientBatch(flat, navigationSpec({ baseline: 'none' }));
    for (let sample = 0; sample < batch.count; sample++) assert.equal(batch.targets[3 * sample + 2], 0);
  });
});
