// The least and the most of numbers.

import assert from 'node:assert/strict';
import { extentOf } from '../../../src/base/extent.ts';

describe('the extent of numbers', () => {
  it('is their least and most, however many they are', () => {
    const many = Array.from({ length: 1_000_000 }, (_, number) => (number * 7919) % 1_000_003);
    assert.deepEqual(extentOf(many), { least: 0, most: many.toSorted((a, b) => a - b).at(-1) });
    assert.deepEqual(extentOf([3]), { least: 3, most: 3 });
    assert.deepEqual(extentOf([]), { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY });
    assert.deepEqual(extentOf([1, Number.NaN, 2]), { least: Number.NaN, most: Number.NaN });
  });
});
