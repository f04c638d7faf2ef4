// Installing into the cache: once, whole or not at all, by one process at a time.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce } from '../../../scripts/vscode/cacheFolder.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('installing into the cache', () => {
  const parent = useTemporaryFolder();
  const silent = () => {};

  it('installs once, also when asked twice at the same time', async () => {
    let installations = 0;
    const install = async (folder: string) => {
      installations++;
      await writeFile(path.join(folder, 'thing'), 'whole');
    };
    const asked = () => installOnce('tool-1.0', silent, install, parent());
    const [first, second] = await Promise.all([asked(), asked()]);
    assert.equal(await asked(), first);
    assert.equal(second, first);
    assert.equal(installations, 1);
    assert.equal(await readFile(path.join(first, 'thing'), 'utf8'), 'whole');
    assert.deepEqual(await readdir(parent()), ['tool-1.0']);
  });

  it('leaves nothing that looks finished when it breaks, and starts from an empty folder the next time', async () => {
    const breaking = async (folder: string) => {
      await writeFile(path.join(folder, 'half'), '');
      throw new Error('no network');
    };
    await assert.rejects(installOnce('tool-1.0', silent, breaking, parent()), /no network/);
    assert.ok(!(await readdir(parent())).includes('tool-1.0'));
    let found: string[] | undefined;
    const working = async (folder: string) => {
      found = await readdir(folder);
    };
    await installOnce('tool-1.0', silent, working, parent());
    assert.deepEqual(found, []);
  });

  it('takes over the lock of a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(path.join(parent(), 'tool-1.0.lock'), `${pid}`);
    await installOnce('tool-1.0', silent, async () => {}, parent());
    assert.deepEqual(await readdir(parent()), ['tool-1.0']);
  });
});
