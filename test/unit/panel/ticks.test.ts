// Axis labels: round, within the axis, few enough, enough to read by.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { logarithmicTicks, roundTicks } from '../../../src/panel/ticks.ts';

describe('roundTicks', () => {
  it('labels an axis of meta-iterations at round numbers', () => {
    assert.deepEqual(roundTicks(0, 620, 8, true), [0, 100, 200, 300, 400, 500, 600]);
    assert.deepEqual(roundTicks(167, 267, 5, true), [180, 200, 220, 240, 260]);
    assert.deepEqual(roundTicks(0, 3, 8, true), [0, 1, 2, 3]);
    assert.deepEqual(roundTicks(5, 5, 8, true), [5]);
  });

  it('is within the axis, evenly spaced and not more than there is room for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (min, span, room) => {
          const max = min + span;
          const ticks = roundTicks(min, max, room, false);
          const slack = span * 1e-6;
          assert.ok(ticks.length <= room + 1, `${ticks.length} ticks for ${room}`);
          assert.ok(ticks.every((tick) => tick >= min - slack && tick <= max + slack));
          const gaps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
          assert.ok(gaps.every((gap) => Math.abs(gap - (gaps[0] ?? 0)) < slack + 1e-9));
        },
      ),
    );
  });
});

describe('logarithmicTicks', () => {
  it('takes the richest choice of a decade’s values that fits', () => {
    assert.deepEqual(logarithmicTicks(0.1, 10, 7), [0.1, 0.2, 0.5, 1, 2, 5, 10]);
    assert.deepEqual(logarithmicTicks(0.001, 10, 7), [0.001, 0.01, 0.1, 1, 10]);
  });

  it('labels narrow and wide axes, too', () => {
    assert.deepEqual(logarithmicTicks(1.2, 1.9, 7), [1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9]);
    assert.ok(logarithmicTicks(1e-12, 1e9, 7).length <= 7);
    assert.ok(logarithmicTicks(1e-12, 1e9, 7).length >= 3);
  });
});
