// The order of runs by age, which no run can lead for ever by what it says of itself.

import assert from 'node:assert/strict';
import { type DatedRun, newestFirst } from '../../../src/runs/runAge.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

function run(createdAt: string, directory = createdAt): DatedRun {
  return { directory, manifest: { createdAt } };
}

describe('runs by age', () => {
  it('come newest first and in a fixed order where they are equally old', () => {
    const old = run('2026-01-01T00:00:00.000Z');
    const [a, b] = ['a', 'b'].map((directory) => run('2026-01-02T00:00:00.000Z', directory));
    assert.ok(a !== undefined && b !== undefined);
    assert.deepEqual(newestFirst([old, a, b], now), [b, a, old]);
    assert.deepEqual(newestFirst([b, old, a], now), [b, a, old]);
  });

  it('come last where they say that they are of a time yet to come, but for what clocks differ by', () => {
    const old = run('2020-01-01T00:00:00Z');
    const ahead = run('2026-11-21T12:30:00Z');
    const future = ['2026-11-21T13:30:00Z', '9999-01-01T00:00:00.000Z', '+275760-01-01T00:00:00Z'].map((time) =>
      run(time),
    );
    const ofNoTime = run('-000001-01-01T00:00:00Z');
    assert.deepEqual(newestFirst([...future, old, ofNoTime, ahead], now).slice(0, 3), [ahead, old, ofNoTime]);
    assert.equal(newestFirst(future, Date.parse('2026-11-21T14:00:00Z'))[0], future[0]);
  });
});
