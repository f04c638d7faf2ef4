// Folders that are made with all that lead to them: made, left as they are, or refused at once with the place that is why.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolderWithParents, makeFolderWithParentsAtOnce } from '../../../src/base/parentFolders.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const ways: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  makeFolderWithParents,
  makeFolderWithParentsAtOnce: async (folder) => makeFolderWithParentsAtOnce(folder),
};

for (const [name, make] of Object.entries(ways))
  describe(name, () => {
    const folder = useTemporaryFolder();

    it('makes a folder and all that lead to it, and leaves one that is there', async () => {
      const deep = path.join(folder(), 'a', 'b', 'c');
      await Promise.all([make(deep), make(deep), make(path.dirname(deep))]);
      await writeFile(path.join(deep, 'kept'), '');
      await make(deep);
      assert.deepEqual(await readdir(deep), ['kept']);
    });

    it('makes it behind a link to a folder', async () => {
      await mkdir(path.join(folder(), 'elsewhere'));
      await symlink(path.join(folder(), 'elsewhere'), path.join(folder(), 'link'), 'junction');
      await make(path.join(folder(), 'link'));
      await make(path.join(folder(), 'link', 'a', 'b'));
      assert.deepEqual(await readdir(path.join(folder(), 'elsewhere', 'a')), ['b']);
    });

    it('names the file that is in the way, and what leads nowhere', async () => {
      const file = path.join(folder(), 'file');
      await writeFile(file, '');
      const nowhere = path.join(folder(), 'nowhere');
      await symlink(path.join(folder(), 'gone'), nowhere, 'junction');
      for (const inTheWay of [file, nowhere]) {
        for (const asked of [inTheWay, path.join(inTheWay, 'a', 'b')])
          await assert.rejects(make(asked), { code: 'EEXIST', path: inTheWay });
      }
      assert.deepEqual((await readdir(folder())).sort(), ['file', 'nowhere']);
    });

    it('gives up where the file system allows no folders, and says so', async function () {
      if (!existsSync('/proc/self')) this.skip();
      await assert.rejects(make('/proc/reptile/a/b'), {
        code: 'ERR_NO_FOLDERS',
        syscall: 'mkdir',
        path: '/proc/reptile',
        message: '/proc/reptile cannot be made: its file system allows no folders there. Choose another place.',
      });
    });
  });

describe('makeFolderWithParents, asked for permissions', () => {
  const folder = useTemporaryFolder();

  it('gives them to all that it makes, and to nothing that was there', async function () {
    if (process.platform === 'win32') this.skip();
    const there = path.join(folder(), 'there');
    await mkdir(there, { mode: 0o755 });
    await makeFolderWithParents(path.join(there, 'a', 'b'), 0o700);
    const permissions = async (...names: string[]) => (await stat(path.join(there, ...names))).mode & 0o777;
    assert.deepEqual([await permissions(), await permissions('a'), await permissions('a', 'b')], [0o755, 0o700, 0o700]);
  });
});

describe('makeFolderWithParentsAtOnce', () => {
  const folder = useTemporaryFolder();

  it('gives the outermost of those that it made', async () => {
    const deep = path.join(folder(), 'a', 'b', 'c');
    assert.equal(makeFolderWithParentsAtOnce(deep), path.join(folder(), 'a'));
    assert.equal(makeFolderWithParentsAtOnce(deep), undefined);
    await rm(path.dirname(deep), { recursive: true });
    assert.equal(makeFolderWithParentsAtOnce(deep), path.dirname(deep));
  });
});
