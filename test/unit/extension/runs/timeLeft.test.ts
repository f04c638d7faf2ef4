// The time left follows the recent pace, evaluations included.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PaceMeter, secondsLeft } from '../../../../src/extension/runs/timeLeft.ts';

describe('PaceMeter', () => {
  it('says nothing before it has seen two seconds of training', () => {
    const meter = new PaceMeter();
    meter.note({ iteration: 0, activeSeconds: 0 });
    meter.note({ iteration: 50, activeSeconds: 1.9 });
    assert.equal(meter.secondsPerIteration(), null);
    meter.note({ iteration: 100, activeSeconds: 4 });
    assert.equal(meter.secondsPerIteration(), 0.04);
  });

  it('counts evaluations between the meta-iterations', () => {
    const meter = new PaceMeter();
    // 100 meta-iterations of 10 ms, then 1 s of evaluation.
    for (let block = 0; block <= 10; block++) meter.note({ iteration: block * 100, activeSeconds: block * 2 });
    assert.equal(meter.secondsPerIteration(), 0.02);
  });

  it('leaves out what happens before the first meta-iteration', () => {
    const meter = new PaceMeter();
    for (let second = 0; second <= 30; second++) meter.note({ iteration: 0, activeSeconds: second });
    meter.note({ iteration: 100, activeSeconds: 40 });
    assert.equal(meter.secondsPerIteration(), 0.1);
  });

  it('forgets how fast the run was minutes ago', () => {
    const meter = new PaceMeter();
    for (let second = 0; second <= 300; second++) meter.note({ iteration: second, activeSeconds: second });
    for (let second = 1; second <= 200; second++)
      meter.note({ iteration: 300 + 10 * second, activeSeconds: 300 + second });
    assert.equal(meter.secondsPerIteration(), 0.1);
  });

  it('starts anew when a resumed run steps back to its checkpoint', () => {
    const meter = new PaceMeter();
    for (let second = 0; second <= 20; second++) meter.note({ iteration: 100 * second, activeSeconds: second });
    meter.note({ iteration: 1500, activeSeconds: 15 });
    assert.equal(meter.secondsPerIteration(), null);
    meter.note({ iteration: 1510, activeSeconds: 20 });
    assert.equal(meter.secondsPerIteration(), 0.5);
  });
});

describe('secondsLeft', () => {
  it('prefers the pace, then the momentary speed, and else says nothing', () => {
    assert.equal(secondsLeft(100, 0.5, 10), 50);
    assert.equal(secondsLeft(100, null, 10), 10);
    assert.equal(secondsLeft(100, null, 0), null);
    assert.equal(secondsLeft(100, null, null), null);
  });
});
