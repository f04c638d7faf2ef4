// What was left behind an hour ago goes, by the machine's clock and by the drive's; what is just being made stays.

import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock } from 'node:test';
import { removeAbandoned } from '../../../src/base/removeAbandoned.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const hour = 3600;

describe('what was left behind', () => {
  const folder = useTemporaryFolder();
  const remove = () => removeAbandoned(folder(), { name: /^left-/, isOurs: () => true, most: 10 });

  beforeEach(async () => {
    await mkdir(path.join(folder(), 'left-half'));
    await writeFile(path.join(folder(), 'left-half', 'some.json'), '');
    await writeFile(path.join(folder(), 'kept'), '');
  });

  afterEach(() => mock.restoreAll());

  it('goes when nobody has touched it for an hour, and nothing else does', async () => {
    const now = Date.now() / 1000;
    await writeFile(path.join(folder(), 'left-new'), '');
    for (const name of ['left-half', 'kept']) await utimes(path.join(folder(), name), now - 2 * hour, now - 2 * hour);
    await remove();
    assert.deepEqual((await readdir(folder())).sort(), ['kept', 'left-new']);
  });

  it('stays where it is made now, on a drive whose clock is behind the machine’s', async () => {
    const now = Date.now();
    mock.method(Date, 'now', () => now + 2 * hour * 1000);
    await remove();
    assert.deepEqual((await readdir(folder())).sort(), ['kept', 'left-half']);
  });

  it('stays where the machine’s clock says that it is new', async () => {
    const now = Date.now();
    await utimes(path.join(folder(), 'left-half'), now / 1000 - 2 * hour, now / 1000 - 2 * hour);
    mock.method(Date, 'now', () => now - 2 * hour * 1000);
    await remove();
    assert.deepEqual((await readdir(folder())).sort(), ['kept', 'left-half']);
  });
});
