import assert from 'node:assert/strict';
import { randomStream } from '../../../src/engine/random.ts';
import { curveStepsFor, drawnStepsFor } from '../../../src/meta/curveSteps.ts';
import { meanWithInterval, standardDeviation } from '../../../src/meta/statistics.ts';

describe('statistics over tasks', () => {
  it('know textbook values', () => {
    assert.equal(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7));
    const { mean, ci95 } = meanWithInterval([2, 4, 4, 4, 5, 5, 7, 9]);
    assert.equal(mean, 5);
    assert.ok(Math.abs(ci95 - (1.96 * Math.sqrt(32 / 7)) / Math.sqrt(8)) < 1e-12);
    assert.deepEqual(meanWithInterval([3]), { mean: 3, ci95: 0 });
  });

  it('give an interval that holds the true mean 95 times in 100', () => {
    const random = randomStream(0, 'split');
    const repetitions = 4000;
    let hits = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const { mean, ci95 } = meanWithInterval(Array.from({ length: 100 }, () => 3 + 2 * random.normal()));
      if (Math.abs(mean - 3) <= ci95) hits++;
    }
    assert.ok(Math.abs(hits / repetitions - 0.95) < 0.015, `${hits / repetitions}`);
  });
});

describe('steps of an adaptation curve', () => {
  it('grow roughly in proportion, up to the last', () => {
    assert.deepEqual(curveStepsFor(50), [0, 1, 2, 3, 5, 10, 20, 30, 50]);
    assert.deepEqual(curveStepsFor(32), [0, 1, 2, 3, 5, 10, 20, 32]);
    assert.deepEqual(curveStepsFor(1), [0, 1]);
    assert.ok(curveStepsFor(100_000).length < 60);
  });

  it('ascend without repetition, whatever the number of steps', () => {
    for (let innerSteps = 1; innerSteps <= 500; innerSteps++) {
      for (const steps of [curveStepsFor(innerSteps), drawnStepsFor(innerSteps)]) {
        assert.equal(steps[0], 0);
        assert.equal(steps.at(-1), innerSteps);
        assert.ok(steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? step)));
      }
    }
  });

  it('are drawn after 0, 1, 2, 4, 8, … steps', () => {
    assert.deepEqual(drawnStepsFor(32), [0, 1, 2, 4, 8, 16, 32]);
    assert.deepEqual(drawnStepsFor(50), [0, 1, 2, 4, 8, 16, 32, 50]);
  });
});
