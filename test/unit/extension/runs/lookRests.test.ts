// Rests between looks: short where little is looked at, long enough for a small share of the time where there is much.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { restOfAll, restOfLive, WatchTrust } from '../../../../src/extension/runs/lookRests.ts';

describe('rests between looks at runs', () => {
  it('are the interval where a look takes no time', () => {
    assert.equal(restOfLive(250, 2), 250);
    assert.equal(restOfAll(2000, { milliseconds: 5, reads: 0, areRunsWatched: true }), 2000);
  });

  it('leave looking a twentieth of the time, and a two-hundredth where changes are told', () => {
    assert.equal(restOfLive(250, 100), 2000);
    assert.equal(restOfAll(2000, { milliseconds: 600, reads: 3, areRunsWatched: false }), 12_000);
    assert.equal(restOfAll(2000, { milliseconds: 600, reads: 3, areRunsWatched: true }), 120_000);
  });

  it('are short after a first look, however long reading everything took', () => {
    assert.equal(restOfAll(2000, { milliseconds: 4400, reads: 10_000, areRunsWatched: true }), 5000);
    assert.equal(restOfAll(2000, { milliseconds: 4400, reads: 10_000, areRunsWatched: false }), 5000);
    assert.equal(restOfAll(9000, { milliseconds: 4400, reads: 10_000, areRunsWatched: false }), 9000);
  });
});

describe('looks at all runs', () => {
  const trustAfter = (trust: WatchTrust, looks: number, hasMissedOne = false) =>
    Array.from({ length: looks }, (_, look) => trust.afterLook({ hasMissedOne: hasMissedOne && look === 0 }));

  it('rely on no watch that was asked for just now: what changes before it begins it does not tell', () => {
    assert.deepEqual(trustAfter(new WatchTrust(), 4), [false, false, true, true]);
  });

  it('rely on none for a while after a change that it did not tell', () => {
    const trust = new WatchTrust();
    trustAfter(trust, 3);
    const looks = trustAfter(trust, 11, true);
    assert.deepEqual([looks.slice(0, 9).some(Boolean), ...looks.slice(9)], [false, true, true]);
  });
});
