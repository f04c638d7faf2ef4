// How a sweep stands as a whole.

import assert from 'node:assert/strict';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { standingOf, withoutCopies } from '../../../src/runs/groupsOfRuns.ts';
import { type Manifest, newManifest } from '../../../src/runs/manifest.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

const experiment = experimentSchema.parse(tinyExperiment());

function run(id: string, loss: number | undefined, heldOutDigest: string | null = null, name = id) {
  const made = { id, createdAt: '2026-11-29T00:00:00.000Z', experiment, experimentPath: '', overrides: [] };
  const manifest: Manifest = {
    ...newManifest({ ...made, askedBy: 'terminal', launcher: null, version: '1' }),
    best: loss === undefined ? null : { iteration: 5, loss, lossCi95: 0 },
    heldOutDigest,
  };
  return { directory: `/runs/${name}`, state: 'completed', manifest } as const;
}

describe('the best run of a sweep', () => {
  const bestOf = (...runs: readonly ReturnType<typeof run>[]) => {
    const { best, onOtherData } = standingOf(runs);
    return [best?.manifest.id, onOtherData];
  };
  const [hard, easy] = ['a'.repeat(32), 'b'.repeat(32)];

  it('is one of those on the held-out data that most were measured on', () => {
    assert.deepEqual(bestOf(run('a', 4, hard), run('b', 1, easy), run('c', 3, hard), run('d', undefined, easy)), [
      'c',
      1,
    ]);
    assert.deepEqual(bestOf(run('a', 4, hard), run('b', 1, easy)), ['a', 1]);
  });

  it('may be one of which nobody knows its data, as of functions and of earlier versions', () => {
    assert.deepEqual(bestOf(run('a', 4), run('b', 1), run('c', undefined)), ['b', 0]);
    assert.deepEqual(bestOf(run('a', 4, hard), run('b', 1)), ['b', 0]);
    assert.deepEqual(bestOf(run('a', undefined)), [undefined, 0]);
  });
});

describe('copies of run folders', () => {
  it('are left out, wherever the run that they were copied from stands', () => {
    const [original, other] = [run('a', 1), run('b', 1)];
    const copies = [run('a', 1, null, 'a-backup'), run('a', 1, null, '0')];
    assert.deepEqual(withoutCopies([...copies, original, other]), [original, other]);
    assert.deepEqual(withoutCopies([original, ...copies, other]), [original, other]);
    assert.deepEqual(withoutCopies([...copies, other]), [copies[0], other], 'the first where the original is gone');
  });
});
