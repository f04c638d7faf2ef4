// Built chunks without imports that load nothing: each file still loads the same ones.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../src/base/installation.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const script = pathToFileURL(path.join(installationFolder, 'scripts', 'idle-imports.mjs')).href;

describe('imports that load nothing', () => {
  const folder = useTemporaryFolder();

  async function dropped(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder(), name), text);
    const call = `import { dropIdleImports } from '${script}'; await dropIdleImports(process.argv[1]);`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', call, folder()]);
    const read = async (name: string) => [name, await readFile(path.join(folder(), name), 'utf8')] as const;
    return Object.fromEntries(await Promise.all((await readdir(folder())).map(read)));
  }

  it('are taken out where another import leads there, and there alone', async () => {
    const files = {
      // Called by name: as it was.
      'cli.js': 'import"./AAAAAAAA.js";import"./BBBBBBBB.js";',
      'AAAAAAAA.js':
        'import{a as b}from"./BBBBBBBB.js";import"./CCCCCCCC.js";import"./DDDDDDDD.js";import"./EEEEEEEE.js";b();',
      'BBBBBBBB.js': 'import{c}from"./CCCCCCCC.js";export{c as a};var d=()=>import("./EEEEEEEE.js");',
      'CCCCCCCC.js': 'export const c=()=>{};',
      'DDDDDDDD.js': 'globalThis.d=1;',
      'EEEEEEEE.js': 'globalThis.e=1;',
    };
    assert.deepEqual(await dropped(files), {
      ...files,
      'AAAAAAAA.js': 'import{a as b}from"./BBBBBBBB.js";import"./DDDDDDDD.js";import"./EEEEEEEE.js";b();',
    });
  });

  it('are taken out where they lead to nothing, which goes with them', async () => {
    const files = {
      'cli.js': 'import"./AAAAAAAA.js";import"./EMPTYAAA.js";import{b}from"./BBBBBBBB.js";b();',
      'AAAAAAAA.js': 'import"./EMPTYAAA.js";globalThis.a=1;',
      'BBBBBBBB.js': 'var c=()=>import("./EMPTYBBB.js");export{c as b};',
      'EMPTYAAA.js': '\n',
      'EMPTYBBB.js': '',
    };
    const { 'EMPTYAAA.js': _, ...rest } = files;
    assert.deepEqual(await dropped(files), {
      ...rest,
      'cli.js': 'import"./AAAAAAAA.js";import{b}from"./BBBBBBBB.js";b();',
      'AAAAAAAA.js': 'globalThis.a=1;',
    });
  });

  it('stay in one of two files that lead to it by each other alone', async () => {
    const files = {
      'AAAAAAAA.js': 'import{b}from"./BBBBBBBB.js";import"./CCCCCCCC.js";export const a=1;',
      'BBBBBBBB.js': 'import{a}from"./AAAAAAAA.js";import"./CCCCCCCC.js";export const b=1;',
      'CCCCCCCC.js': 'globalThis.c=1;',
    };
    const texts = await dropped(files);
    assert.equal(Object.values(texts).filter((text) => text.includes('CCCCCCCC.js')).length, 1);
  });
});
