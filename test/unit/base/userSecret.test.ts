// The user's secret: one for all windows, whole from the first moment, and for nobody else's eyes.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { userSecret } from '../../../src/base/userSecret.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('userSecret', () => {
  const folder = useTemporaryFolder();
  const kept = () => path.join(folder(), 'kept', 'reptile-lab');
  const hex = (secret: Uint8Array) => Buffer.from(secret).toString('hex');

  it('makes one secret, whole, however many windows ask for the first', async () => {
    const secrets = await Promise.all(Array.from({ length: 40 }, () => userSecret(kept())));
    assert.equal(new Set(secrets.map(hex)).size, 1);
    assert.equal(secrets[0]?.length, 32);
    assert.deepEqual(await readdir(kept()), ['queue-secret']);
    assert.deepEqual(await userSecret(kept()), secrets[0]);
    assert.notEqual(hex(await userSecret(path.join(folder(), 'other'))), hex(secrets[0]));
  });

  it('keeps it for the user’s eyes only', async function () {
    if (process.platform === 'win32') this.skip();
    await userSecret(kept());
    assert.equal((await stat(path.join(kept(), 'queue-secret'))).mode & 0o777, 0o600);
  });

  it('is told of at once where the file system allows no folders', async function () {
    if (!existsSync('/proc/self')) this.skip();
    await assert.rejects(userSecret('/proc/reptile/reptile-lab'), { code: 'ERR_NO_FOLDERS', path: '/proc/reptile' });
  });

  it('takes none that is damaged, or that lies elsewhere', async () => {
    await userSecret(kept());
    const file = path.join(kept(), 'queue-secret');
    const whole = await readFile(file);
    for (const damaged of [whole.subarray(1), Buffer.alloc(0), Buffer.concat([whole, whole])]) {
      await writeFile(file, damaged);
      await assert.rejects(userSecret(kept()), /damaged|larger than/);
    }
    await rm(file);
    await writeFile(path.join(folder(), 'elsewhere'), whole);
    await symlink(path.join(folder(), 'elsewhere'), file);
    await assert.rejects(userSecret(kept()), RefusedFileError);
  });
});
