// Which runs of a sweep by successive halving are to go on, as every window asks it of a folder that anybody may have
// filled.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { experimentSchema } from '../../../../src/experiment/schema.ts';
import {
  duePromotions,
  halvedGroupsOf,
  type Obstacle,
  pendingPromotions,
} from '../../../../src/launchers/sweeps/halvedGroups.ts';
import { type Manifest, newManifest } from '../../../../src/runs/manifest.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

const experiment = experimentSchema.parse(tinyExperiment());
const group: Manifest['group'] = {
  id: 'sweep',
  name: 'sweep',
  varies: [],
  halving: { reductionFactor: 2, rungs: [5, 10], quantity: 'loss' },
};

function endedRun(id: string, loss: number, changes: Partial<Manifest> = {}, folder = id) {
  const manifest: Manifest = {
    ...newManifest({
      id,
      createdAt: '2026-11-29T00:00:00.000Z',
      experiment,
      experimentPath: '',
      overrides: [],
      askedBy: 'terminal',
      launcher: null,
      version: '1',
    }),
    group,
    metaIterations: 5,
    latest: { iteration: 5, loss, lossCi95: 0 },
    madeHere: 'ab'.repeat(32),
    ...changes,
  };
  return { directory: `/runs/${folder}`, state: 'completed', manifest } as const;
}

const pendingOf = (runs: readonly ReturnType<typeof endedRun>[]) =>
  halvedGroupsOf(runs).flatMap((sweep) => pendingPromotions(sweep).map(({ manifest }) => manifest.id));

describe('runs that are to go on', () => {
  it('are the better ones of a rung, but not those that somebody else made and nobody agreed to', () => {
    const runs = [endedRun('a', 1), endedRun('b', 2, { madeHere: null }), endedRun('c', 3), endedRun('d', 4)];
    assert.deepEqual(pendingOf(runs), ['a']);
  });

  it('are none that went on before, also where the one that it went on as was deleted', () => {
    const runs = [endedRun('a', 1, { promotedAs: 'deleted' }), endedRun('b', 2), endedRun('c', 3), endedRun('d', 4)];
    assert.deepEqual(pendingOf(runs), ['b']);
    assert.deepEqual(pendingOf(runs.slice(0, 3)), []);
  });

  it('are no more where one that went on was deleted', () => {
    const continues = { run: 'a', directory: '', iteration: 5, parametersSha256: '0'.repeat(64) };
    const extension = endedRun('a10', 0.5, {
      continues,
      metaIterations: 10,
      latest: { iteration: 10, loss: 0.5, lossCi95: 0 },
    });
    const [a, b, c] = [endedRun('a', 1, { promotedAs: 'a10' }), endedRun('b', 2), endedRun('c', 3)];
    assert.deepEqual(pendingOf([a, b, c, extension]), []);
    assert.deepEqual(pendingOf([b, c, extension]), []);
    assert.deepEqual(pendingOf([b, c, endedRun('d', 4), extension]), ['b']);
  });

  it('count a run once, of whose folder there are copies', () => {
    const runs = ['a', 'b', 'c', 'd'].map((id, place) => endedRun(id, place + 1));
    const copies = ['0-backup', 'z-backup'].map((name) => endedRun('a', 1, {}, name));
    for (const all of [
      [...copies, ...runs],
      [...runs, ...copies],
    ])
      assert.deepEqual(pendingOf(all), ['a', 'b']);
    assert.deepEqual(pendingOf([...copies, ...runs.slice(0, 2)]), ['a']);
  });

  it('are the better ones of those on the same held-out data, where it changed while the sweep ran', () => {
    const [before, after] = [{ heldOutDigest: 'a'.repeat(32) }, { heldOutDigest: 'b'.repeat(32) }];
    const runs = [endedRun('a', 4, before), endedRun('b', 5, before), endedRun('c', 1, after), endedRun('d', 2, after)];
    assert.deepEqual(pendingOf(runs), ['a', 'c']);
    assert.deepEqual(pendingOf(runs.slice(0, 3)), ['a']);
  });

  it('are the first of those that say the same id', () => {
    const runs = [endedRun('a', 1), endedRun('a', 1, { madeHere: null }), endedRun('c', 3), endedRun('d', 4)];
    assert.deepEqual(new Set(pendingOf(runs)), new Set(['a']));
  });

  it('are those that can go on: one that waits for a word keeps its place, the place of one that cannot is the next best’s', () => {
    const runs = [endedRun('a', 1), endedRun('b', 2), endedRun('c', 3), endedRun('d', 4), endedRun('e', 5)];
    const [sweep] = halvedGroupsOf(runs);
    assert.ok(sweep);
    const pending = (a: Obstacle) =>
      pendingPromotions(sweep, new Map([['/runs/a', a]])).map(({ manifest }) => manifest.id);
    assert.deepEqual(pending('unapproved'), ['b']);
    assert.deepEqual(pending('cannotGoOn'), ['b', 'c']);
    assert.deepEqual(
      duePromotions(sweep, new Map([['/runs/a', 'unapproved']])).map(({ manifest }) => manifest.id),
      ['a', 'b'],
    );
  });

  it('are found in a time that grows as their number does', () => {
    const looksFor = (count: number): number => {
      let looks = 0;
      const runs = Array.from({ length: count }, (_, place) => {
        const run = endedRun(`run-${String(place).padStart(5, '0')}`, place);
        const { id } = run.manifest;
        Object.defineProperty(run.manifest, 'id', {
          get: () => {
            looks++;
            return id;
          },
        });
        return run;
      });
      assert.equal(pendingOf(runs).length, count / 2);
      return looks;
    };
    // Sorting them takes a little more than twice as many.
    assert.ok(looksFor(2000) < 3 * looksFor(1000));
  });
});
