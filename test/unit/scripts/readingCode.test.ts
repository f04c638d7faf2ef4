// What a build has decoded is not taken for what another one would make of the same files: its cache is known by the
// code that reads them.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../src/base/installation.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

async function digestOf(folder: string): Promise<string> {
  const script = path.join(installationFolder, 'scripts', 'reading-code.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
  return stdout.trim();
}

describe('the code that reads pictures and recordings', () => {
  const folder = useTemporaryFolder();

  it('is known by a digest that every change of what it does changes, and no change of its words', async function () {
    this.timeout(120_000);
    await cp(path.join(installationFolder, 'src'), path.join(folder(), 'src'), { recursive: true });
    await cp(path.join(installationFolder, 'package.json'), path.join(folder(), 'package.json'));
    await symlink(path.join(installationFolder, 'node_modules'), path.join(folder(), 'node_modules'));
    let last = await digestOf(folder());
    for (const name of [
      'pictures/orientation.ts',
      'pictures/cmykColours.ts',
      'speech/wavSamples.ts',
      'speech/fitLength.ts',
    ]) {
      const file = path.join(folder(), 'src', 'tasks', name);
      const text = await readFile(file, 'utf8');
      await writeFile(file, `// Another word.\n\n${text}`);
      assert.equal(await digestOf(folder()), last, name);
      await writeFile(file, `globalThis.another = '${name}';\n${text}`);
      const other = await digestOf(folder());
      assert.notEqual(other, last, name);
      last = other;
    }
  });

  it('stands in the programs that are built from it', async function () {
    this.timeout(300_000);
    const dist = path.dirname(await builtProgram('trainer.js'));
    const digest = await digestOf(installationFolder);
    const programs = (await readdir(dist)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(programs.map((name) => readFile(path.join(dist, name), 'utf8')));
    assert.ok(texts.some((text) => text.includes(digest)));
  });
});
