// How source files are laid out: none is longer than 300 lines, and objects are written out as the formatter lays them.

import assert from 'node:assert/strict';
import { filesIn } from '../../support/sourceFiles.ts';

const mostLines = 300;

const isTooLong = (text: string) => text.trimEnd().split('\n').length > mostLines;
/** An object that is spread where it is written has its keys in a line that the formatter would not give them. */
const isSteered = (text: string) => /\.\.\.\{/.test(text);

describe('source files', () => {
  const sources = ['src', 'webview'].flatMap(filesIn);

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
