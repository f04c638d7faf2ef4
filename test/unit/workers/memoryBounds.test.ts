// How many workers the memory holds, and what is said where it holds too few.

import assert from 'node:assert/strict';
import { ModelError } from '../../../src/engine/model.ts';
import { workersThatFit } from '../../../src/workers/memoryBounds.ts';

const gigabyte = 2 ** 30;

describe('workers that fit into memory', () => {
  const need = { bytesOfEach: 2 * gigabyte, sharedBytes: gigabyte };

  it('are as many as are wanted, or fewer where their number is left open', () => {
    assert.equal(workersThatFit(need, 3, false, 7 * gigabyte), 3);
    assert.equal(workersThatFit(need, 3, true, 6.9 * gigabyte), 2);
    assert.equal(workersThatFit(need, 3, true, 3 * gigabyte), 1);
    assert.equal(workersThatFit({ bytesOfEach: 1, sharedBytes: 1 }, 2, false), 2);
  });

  it('are refused with the number that would fit, or with what to make smaller', () => {
    const refusal = (message: RegExp) => (error: unknown) => {
      assert.ok(error instanceof ModelError);
      assert.match(error.message, message);
      return true;
    };
    assert.throws(
      () => workersThatFit(need, 3, false, 6 * gigabyte),
      refusal(
        /^3 workers need 7\.0 GiB of memory \(2\.0 GiB each, 1\.0 GiB shared\), but there are 6\.0 GiB\. Lower engine\.workers to 2\.$/,
      ),
    );
    assert.throws(
      () => workersThatFit(need, 3, true, 2 * gigabyte),
      refusal(/^One worker needs 3\.0 GiB .* Use smaller batches/),
    );
    const crowded = { bytesOfEach: gigabyte, sharedBytes: 9 * gigabyte };
    assert.throws(() => workersThatFit(crowded, 1, false, 4 * gigabyte), refusal(/Lower algorithm\.metaBatch/));
  });
});
