import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeAskedFolder } from '../../../src/cli/makeFolder.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('makeFolder', () => {
  const folder = useTemporaryFolder();

  it('makes a folder and all that lead to it, and leaves one that is there', async () => {
    const deep = path.join(folder(), 'a', 'b', 'c');
    await Promise.all([makeAskedFolder(deep), makeAskedFolder(deep)]);
    await makeAskedFolder(deep);
    assert.ok((await stat(deep)).isDirectory());
  });

  it('says that a file is in the way', async () => {
    const file = path.join(folder(), 'file');
    await writeFile(file, '');
    await assert.rejects(makeAskedFolder(file), {
      name: 'CommandError',
      message: /file is already there, but is not a folder/,
    });
    await assert.rejects(makeAskedFolder(path.join(file, 'below')), {
      name: 'CommandError',
      message: /file is already there/,
    });
  });

  it('gives up where the file system allows no folders', async function () {
    if (!existsSync('/proc/self')) this.skip();
    await assert.rejects(makeAskedFolder('/proc/reptile/runs'), {
      name: 'CommandError',
      message: /^\/proc\/reptile cannot be made/,
    });
  });
});
