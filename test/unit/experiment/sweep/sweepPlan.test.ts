// Settings of a sweep in words.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeSettings, type Setting } from '../../../../src/experiment/sweep/sweepPlan.ts';

const setting = (values: Readonly<Record<string, unknown>>): Setting =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

describe('settings of a sweep', () => {
  it('are values by key where they are all combinations of them', () => {
    const all = [1, 2].flatMap((batch) => [0.1, 0.2, 0.3].map((rate) => setting({ rate, batch })));
    assert.deepEqual(describeSettings(all), ['rate = 0.1, 0.2, 0.3', 'batch = 1, 2']);
    assert.deepEqual(describeSettings(all.slice(1)), [
      'rate = 0.2, batch = 1',
      'rate = 0.3, batch = 1',
      'rate = 0.1, batch = 2',
      'rate = 0.2, batch = 2',
      'rate = 0.3, batch = 2',
    ]);
  });

  it('are listed where keys differ, or there is one', () => {
    assert.deepEqual(describeSettings([setting({ a: 1 }), setting({ b: 1 })]), ['a = 1', 'b = 1']);
    assert.deepEqual(describeSettings([setting({ a: 1, b: 2 })]), ['a = 1, b = 2']);
    assert.deepEqual(describeSettings([[]]), ['']);
  });
});
