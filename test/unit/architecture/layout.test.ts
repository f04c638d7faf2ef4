// How source files are laid out: none is longer than 300 lines, and objects are written out as the formatter lays them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

const mostLines = 300;

function sourcesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(path.join(installationFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(path.join(installationFolder, folder, name), 'utf8') }));
}

const isTooLong = (text: string) => text.trimEnd().split('\n').length > mostLines;
/** An object that is spread where it is written has its keys in a line that the formatter would not give them. */
const isSteered = (text: string) => /\.\.\.\{/.test(text);

describe('source files', () => {
  const sources = ['src', 'webview'].flatMap(sourcesIn);

  it('have at most 300 lines', () => {
    assert.deepEqual(
      sources.filter(({ text }) => isTooLong(text)).map(({ name }) => name),
      [],
    );
    assert.ok(isTooLong('x\n'.repeat(mostLines + 1)) && !isTooLong('x\n'.repeat(mostLines)));
  });

  it('spread no object that they write out', () => {
    assert.deepEqual(
      sources.filter(({ text }) => isSteered(text)).map(({ name }) => name),
      [],
    );
    assert.ok(isSteered('const a = { ...{ b, c }, d };') && !isSteered('const a = { ...b, ...(c && { d }) };'));
  });
});
