// Replacing a file in one step: what stands there before, or instead.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../../../src/base/writeAtomically.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('a file that is written atomically', () => {
  const folder = useTemporaryFolder();

  it('takes the place of a file, and of a link without touching what it leads to', async () => {
    const [file, other] = [path.join(folder(), 'a'), path.join(folder(), 'other')];
    await writeAtomically(file, 'one');
    await writeAtomically(file, 'two');
    assert.equal(await readFile(file, 'utf8'), 'two');
    await writeFile(other, 'somebody’s');
    await symlink(other, path.join(folder(), 'link'));
    await writeAtomically(path.join(folder(), 'link'), 'three');
    assert.equal(await readFile(other, 'utf8'), 'somebody’s');
    assert.deepEqual((await readdir(folder())).sort(), ['a', 'link', 'other']);
  });

  it('says that a folder has its place, and leaves that and nothing else', async () => {
    const file = path.join(folder(), '30.json');
    await mkdir(file);
    await assert.rejects(writeAtomically(file, 'x'), {
      name: 'RefusedFileError',
      message: /30\.json is a folder where a file should be/,
    });
    assert.deepEqual(await readdir(folder()), ['30.json']);
  });

  it('leaves what was there where it may not be replaced any more', async () => {
    const file = path.join(folder(), 'a');
    await writeFile(file, 'old');
    const mayReplace = () => {
      throw new Error('no longer');
    };
    await assert.rejects(writeAtomically(file, 'new', { mayReplace }), { message: 'no longer' });
    assert.equal(await readFile(file, 'utf8'), 'old');
    assert.deepEqual(await readdir(folder()), ['a']);
  });
});
