import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pythonShuffledNumbers } from '../../../src/tasks/pythonShuffle.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';

describe("Python's shuffle", () => {
  // python3 -c "import random; random.seed(42); x = list(range(10)); random.shuffle(x); print(x)"
  const fromPython: readonly (readonly [number, readonly number[]])[] = [
    [1, [6, 8, 9, 7, 5, 3, 0, 4, 1, 2]],
    [42, [7, 3, 2, 8, 5, 6, 9, 4, 0, 1]],
    [4294967295, [0, 7, 1, 5, 2, 6, 4, 8, 3, 9]],
  ];
  for (const [seed, expected] of fromPython) {
    it(`gives Python's order for seed ${seed}`, () => {
      assert.deepEqual(pythonShuffledNumbers(10, seed), expected);
    });
  }

  it('leaves nothing to shuffle as it is', () => {
    assert.deepEqual(pythonShuffledNumbers(0, 0), []);
    assert.deepEqual(pythonShuffledNumbers(1, 0), [0]);
  });

  it("gives the reference code's split of Omniglot", function () {
    const index: unknown = JSON.parse(readFileSync(sharedDataOrSkip(this, 'omniglot', 'omniglot-index.json'), 'utf8'));
    const { splits } = index as { splits: { supervisedReptileSeed0: { train: number[]; test: number[] } } };
    const order = pythonShuffledNumbers(1623, 0);
    assert.deepEqual(order.slice(0, 1200), splits.supervisedReptileSeed0.train);
    assert.deepEqual(order.slice(1200), splits.supervisedReptileSeed0.test);
  });
});
