// Which lengths an extended run was trained with until it was, however often and from wherever it was extended.

import assert from 'node:assert/strict';
import { type EarlierLength, earlierLengthsOf } from '../../../src/runs/earlierLengths.ts';
import { nameExtensions } from '../../../src/runs/runLabel.ts';

describe('the earlier lengths of a run that goes on from another one', () => {
  const lengths = (...pairs: readonly (readonly [until: number, metaIterations: number])[]): EarlierLength[] =>
    pairs.map(([until, metaIterations]) => ({ until, metaIterations }));

  it('are none where it has the other one’s length, or nothing was trained', () => {
    assert.deepEqual(earlierLengthsOf({ metaIterations: 300, earlierLengths: [] }, 200, 300), []);
    assert.deepEqual(earlierLengthsOf({ metaIterations: 300, earlierLengths: [] }, 0, 600), []);
  });

  it('add up with each extension', () => {
    const once = earlierLengthsOf({ metaIterations: 300, earlierLengths: [] }, 300, 600);
    assert.deepEqual(once, lengths([300, 300]));
    const twice = earlierLengthsOf({ metaIterations: 600, earlierLengths: once }, 500, 900);
    assert.deepEqual(twice, lengths([300, 300], [500, 600]));
    assert.equal(nameExtensions({ earlierLengths: twice }), 'at 300, at 500 of 600');
    assert.equal(nameExtensions({ earlierLengths: [] }), undefined);
  });

  it('are those of what was trained, where it goes on from before an extension', () => {
    const other = { metaIterations: 600, earlierLengths: lengths([300, 300]) };
    assert.deepEqual(earlierLengthsOf(other, 200, 600), lengths([200, 300]));
    assert.deepEqual(earlierLengthsOf(other, 300, 600), lengths([300, 300]));
    assert.deepEqual(earlierLengthsOf(other, 200, 300), []);
    assert.deepEqual(earlierLengthsOf(other, 400, 600), lengths([300, 300]));
  });
});
