// Shares of the cores: the machine is full and not over-full, whatever there is of cores, places and runs.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { coresToUse, coresVariable } from '../../../src/base/coresToUse.ts';
import { coresForEach } from '../../../src/launchers/shareCores.ts';

describe('the share of cores', () => {
  it('is all of them for a single run, and as many as go round for several', () => {
    assert.equal(coresForEach({ cores: 8, places: 4, runs: 1 }), 8);
    assert.equal(coresForEach({ cores: 8, places: 2, runs: 24 }), 4);
    assert.equal(coresForEach({ cores: 8, places: 3, runs: 3 }), 2);
    assert.equal(coresForEach({ cores: 2, places: 8, runs: 8 }), 1);
  });

  it('never comes to more cores than there are, but for one a run, and leaves less than one a run unused', () => {
    const count = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(count, count, count, (cores, places, runs) => {
        const share = coresForEach({ cores, places, runs });
        const atOnce = Math.min(places, runs);
        assert.ok(share === 1 || share * atOnce <= cores);
        assert.ok((share + 1) * atOnce > cores);
      }),
      { seed: 7 },
    );
  });

  it('is kept by the trainer, which takes what is no share for none', () => {
    const all = availableParallelism();
    assert.equal(coresToUse({ [coresVariable]: '1' }), 1);
    for (const none of ['', '0', '-1', '1.5', 'two', '9999999999'])
      assert.equal(coresToUse({ [coresVariable]: none }), all, none);
    assert.equal(coresToUse({ [coresVariable]: '99999' }), all);
    assert.equal(coresToUse({}), all);
  });
});
