// How quantities are recorded: every one has names and keys of its own, and all are told when an evaluation comes in.

import assert from 'node:assert/strict';
import { quantities } from '../../../src/experiment/quantities.ts';
import { byFigureKey, heldOutTags, isHeldOutMean, recordedQuantities } from '../../../src/runs/quantities.ts';

describe('recorded quantities', () => {
  it('each have names in event files of their own, of which the mean tells that an evaluation came in', () => {
    assert.equal(new Set(heldOutTags).size, 2 * quantities.length);
    for (const quantity of quantities) {
      const { tags } = recordedQuantities[quantity];
      assert.ok(heldOutTags.includes(tags.mean) && heldOutTags.includes(tags.ci95));
      assert.deepEqual([isHeldOutMean(tags.mean), isHeldOutMean(tags.ci95)], [true, false]);
    }
    assert.ok(!isHeldOutMean('train/inner_loss_last'));
  });

  it('stand in a figure under the keys that are theirs', () => {
    const byKey = byFigureKey((quantity, part, key) => [recordedQuantities[quantity].keys[part], key]);
    for (const [key, own] of Object.entries(byKey)) assert.deepEqual(own, [key, key]);
    assert.equal(Object.keys(byKey).length, 2 * quantities.length);
  });
});
