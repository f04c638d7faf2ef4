// Removing what is not needed: a refusal of the system is told, anything else is thrown.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeOrTell } from '../../../src/runs/removeOrTell.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('removing what is not needed any more', () => {
  const folder = useTemporaryFolder();

  it('takes the folder with all in it, and says nothing, also where it is gone', async () => {
    const old = path.join(folder(), 'old');
    await mkdir(old);
    await writeFile(path.join(old, 'parameters.f32'), 'x');
    assert.equal(await removeOrTell(old), undefined);
    assert.ok(!existsSync(old));
    assert.equal(await removeOrTell(old), undefined);
  });

  it('tells what the system does not allow, and throws what is wrong with the program', async () => {
    const refusal = Object.assign(new Error("EACCES: permission denied, unlink 'x'"), {
      code: 'EACCES',
      syscall: 'unlink',
    });
    const told = await removeOrTell('/runs/a/checkpoints/20', () => Promise.reject(refusal));
    assert.match(
      told ?? '',
      /^\/runs\/a\/checkpoints\/20 is not needed any more and could not be removed; remove it yourself \(EACCES/,
    );
    await assert.rejects(
      removeOrTell('x', () => Promise.reject(new TypeError('wrong'))),
      TypeError,
    );
  });
});
