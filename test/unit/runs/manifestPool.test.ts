// What manifests of one kind have in common lies in memory once, and each still says what it said.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { ManifestPool } from '../../../src/runs/manifestPool.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the pool of manifests', () => {
  const folder = useTemporaryFolder();

  it('shares what two of one kind say alike, and leaves what they say otherwise', async () => {
    const [first, second] = [
      await newTestRun(folder(), { state: 'completed', seed: 1, tags: ['paper'] }),
      await newTestRun(folder(), { state: 'failed', seed: 2, tags: ['paper', 'old'] }),
    ];
    const pool = new ManifestPool();
    const [one, other] = [pool.share(await readManifest(first)), pool.share(await readManifest(second))];
    assert.deepEqual([one, other], [await readManifest(first), await readManifest(second)]);
    assert.equal(other.versions, one.versions);
    assert.notEqual(other.tags, one.tags);
  });

  it('shares nothing among kinds, of which it knows no more than a folder has', async () => {
    const directory = await newTestRun(folder(), { state: 'completed' });
    const pool = new ManifestPool();
    const read = async (kind: number) => pool.share({ ...(await readManifest(directory)), taskKind: `kind ${kind}` });
    const [versions, seen] = [(await read(0)).versions, new Set<object>()];
    for (let kind = 1; kind < 60; kind++) seen.add((await read(kind)).versions);
    assert.equal(seen.size, 59);
    assert.ok(!seen.has(versions));
    assert.equal((await read(0)).versions, versions);
    assert.notEqual((await read(59)).versions, (await read(59)).versions);
  });
});
