// Quantities: which way is better, and what counts where one of two values is no number.

import assert from 'node:assert/strict';
import {
  isBetterValue,
  isHigherBetter,
  isQuantity,
  ofEachQuantity,
  quantities,
} from '../../../src/experiment/quantities.ts';

describe('quantities', () => {
  it('are better the lower a loss is, and the higher an accuracy or a return', () => {
    assert.deepEqual(quantities.map(isHigherBetter), [false, true, true]);
    assert.deepEqual(
      quantities.map((quantity) => isBetterValue(quantity, 2, 1)),
      [false, true, true],
    );
    for (const quantity of quantities) {
      assert.ok(
        !isBetterValue(quantity, 1, 1) &&
          !isBetterValue(quantity, Number.NaN, 1) &&
          !isBetterValue(quantity, 1, Number.NaN),
      );
    }
  });

  it('are known by name', () => {
    assert.deepEqual(ofEachQuantity(isQuantity), { loss: true, accuracy: true, return: true });
    assert.ok(!isQuantity('toString') && !isQuantity(undefined));
  });
});
