// The cache of data beside the runs: which secret it is sealed with.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { userSecret } from '../../../src/base/userSecret.ts';
import { dataCacheOf } from '../../../src/runs/dataCache.ts';
import { cacheFolderOf } from '../../../src/runs/runDirectory.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('dataCacheOf', () => {
  const folder = useTemporaryFolder();

  it('seals with the secret that is kept for the user', async () => {
    const user = path.join(folder(), 'user');
    const cache = await dataCacheOf(folder(), user);
    assert.equal(cache.folder, cacheFolderOf(folder()));
    assert.deepEqual(Buffer.from(cache.secret), Buffer.from(await userSecret(user)));
  });

  it('seals with one of this process alone where nothing can be kept for the user', async () => {
    const user = path.join(folder(), 'a file');
    await writeFile(user, '');
    const { secret } = await dataCacheOf(folder(), user);
    assert.equal(secret.length, 32);
    assert.deepEqual((await dataCacheOf(folder(), user)).secret, secret);
    assert.notDeepEqual(secret, (await dataCacheOf(folder(), path.join(folder(), 'user'))).secret);
  });
});
