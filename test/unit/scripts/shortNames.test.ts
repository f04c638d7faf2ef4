// Built chunks under shorter names: everything that names one says the new one.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../src/base/installation.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const script = pathToFileURL(path.join(installationFolder, 'scripts', 'short-names.mjs')).href;

describe('short names of chunks', () => {
  const folder = useTemporaryFolder();

  async function shortened(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder(), name), text);
    const call = `import { shortenNames } from '${script}'; await shortenNames(process.argv[1]);`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', call, folder()]);
    const read = async (name: string) => [name, await readFile(path.join(folder(), name), 'utf8')] as const;
    return Object.fromEntries(await Promise.all((await readdir(folder())).map(read)));
  }

  it('stand wherever a chunk is named, and nothing else is called otherwise', async () => {
    assert.deepEqual(
      await shortened({
        'cli.js': 'import"./AAAA1111.js";import("./BBBB1111.js");const a="./CCCC1111.js AAAA1111.json";',
        'AAAA1111.js': 'import{b}from"./BBBB1111.js";/*! See AAAA1111.js.LEGAL.txt */',
        'AAAA1111.js.LEGAL.txt': 'AAAA1111.js',
        'BBBB1111.js': 'export const b=1;',
        'panel.css': '',
      }),
      {
        'cli.js': 'import"./AAAA.js";import("./BBBB.js");const a="./CCCC1111.js AAAA1111.json";',
        'AAAA.js': 'import{b}from"./BBBB.js";/*! See AAAA.js.LEGAL.txt */',
        'AAAA.js.LEGAL.txt': 'AAAA1111.js',
        'BBBB.js': 'export const b=1;',
        'panel.css': '',
      },
    );
  });

  it('are as long as it takes to tell all chunks apart', async () => {
    const texts = await shortened({ 'AAAA1111.js': 'import"./AAAA1122.js";', 'AAAA1122.js': '' });
    assert.deepEqual(texts, { 'AAAA111.js': 'import"./AAAA112.js";', 'AAAA112.js': '' });
  });

  it('are none that Windows takes for a device', async () => {
    const texts = await shortened({ 'COM11111.js': 'import"./AAAA1122.js";', 'AAAA1122.js': '' });
    assert.deepEqual(texts, { 'COM11.js': 'import"./AAAA1.js";', 'AAAA1.js': '' });
  });
});
