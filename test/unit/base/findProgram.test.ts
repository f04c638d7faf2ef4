// Where a program lies that is called by its name: in PATH, and never where somebody is at work.

import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { findProgram, scriptEndings } from '../../../src/base/findProgram.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const ending = process.platform === 'win32' ? '.exe' : '';

describe('a program that is called by its name', () => {
  const folder = useTemporaryFolder();

  async function makeProgram(...place: readonly string[]): Promise<string> {
    const file = path.join(folder(), ...place);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, 0o755);
    return file;
  }

  const pathOf = (...entries: readonly string[]) => ({ PATH: entries.join(path.delimiter) });

  it('is the first one in PATH that may be executed, not a folder', async () => {
    const found = await makeProgram('second', `tool${ending}`);
    await makeProgram('third', `tool${ending}`);
    await mkdir(path.join(folder(), 'first', `tool${ending}`), { recursive: true });
    const environment = pathOf(...['none', 'first', 'second', 'third'].map((name) => path.join(folder(), name)));
    assert.equal(findProgram('tool', environment), found);
    assert.equal(findProgram(`tool${ending}`, environment), found);
    assert.equal(findProgram('other', environment), undefined);
  });

  it('is looked for neither in the current folder nor in relative entries of PATH', async () => {
    await makeProgram(`tool${ending}`);
    const before = process.cwd();
    process.chdir(folder());
    try {
      for (const entries of [[], [''], ['.'], ['', '.']])
        assert.equal(findProgram('tool', pathOf(...entries)), undefined);
      assert.equal(findProgram('tool', {}), undefined);
    } finally {
      process.chdir(before);
    }
  });

  it('is found however the environment spells PATH', async () => {
    const found = await makeProgram('bin', `tool${ending}`);
    assert.equal(findProgram('tool', { Path: path.dirname(found) }), found);
  });

  it('may have other endings on Windows, where a shell starts it', async function () {
    if (process.platform !== 'win32') this.skip();
    const found = await makeProgram('bin', 'tool.cmd');
    const environment = pathOf(path.dirname(found));
    assert.equal(findProgram('tool', environment), undefined);
    assert.equal(findProgram('tool', environment, scriptEndings), found);
  });
});
