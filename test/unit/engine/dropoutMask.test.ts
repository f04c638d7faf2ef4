// Dropout masks: the published generator, the right share of values, and masks that have nothing to do with each other.

import assert from 'node:assert/strict';
import { applyPhilox, dropoutMask, dropoutThreshold } from '../../../src/engine/dropoutMask.ts';

describe('dropoutMask', () => {
  // From Random123's known-answer tests, philox4x32 with 7 rounds: counter, key, random words.
  for (const [counter, [firstKey, secondKey], words] of [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48],
    ],
    [
      [-1, -1, -1, -1],
      [-1, -1],
      [0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a],
    ],
  ] as const) {
    it(`draws the words that Philox-4x32-7 gives at ${counter}`, () => {
      const drawn = Uint32Array.from(counter);
      applyPhilox(drawn, firstKey, secondKey);
      assert.deepEqual([...drawn], words);
    });
  }

  it('drops a share of `rate` and scales the others, so that the mean stays', () => {
    for (const rate of [0.1, 0.5, 0.9]) {
      const count = 100_003;
      const mask = dropoutMask(7, 3, 1, count, rate);
      assert.ok(mask.every((factor) => factor === 0 || factor === Math.fround(1 / (1 - rate))));
      const dropped = mask.filter((factor) => factor === 0).length / count;
      // Five standard errors.
      assert.ok(Math.abs(dropped - rate) < 5 * Math.sqrt((rate * (1 - rate)) / count), `${dropped} at rate ${rate}`);
    }
  });

  it('drops nothing at rate 0, and at the highest rate has a finite scale', () => {
    assert.ok(dropoutMask(1, 0, 0, 1000, 0).every((factor) => factor === 1));
    const highest = 1 - 2 ** -53;
    assert.equal(dropoutThreshold(highest), 2 ** 32 - 1);
    assert.ok(dropoutMask(1, 0, 0, 1000, highest).every(Number.isFinite));
  });

  it('gives every value its place, however many there are', () => {
    const whole = dropoutMask(9, 2, 0, 1001, 0.3);
    for (const count of [0, 1, 2, 3, 4, 5, 1000]) {
      assert.deepEqual(dropoutMask(9, 2, 0, count, 0.3), whole.slice(0, count));
    }
  });

  it('is uncorrelated between seeds, steps and layers', () => {
    const count = 40_000;
    const reference = dropoutMask(5, 4, 0, count, 0.5);
    for (const [seed, step, layer] of [
      [6, 4, 0],
      [5, 5, 0],
      [5, 4, 1],
      [4, 5, 0],
      [2 ** 32 - 1, 2 ** 32 - 1, 0],
    ] as const) {
      const other = dropoutMask(seed, step, layer, count, 0.5);
      const equal = other.filter((factor, index) => factor === reference[index]).length / count;
      assert.ok(
        Math.abs(equal - 0.5) < 2.5 / Math.sqrt(count),
        `${equal} alike at seed ${seed}, step ${step}, layer ${layer}`,
      );
    }
  });
});
