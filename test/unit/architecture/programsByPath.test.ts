// No program is started by its name alone: Windows looks for it in the current folder first, which may be a stranger's,
// and so does every system whose PATH has a relative entry.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';

const starting = /\b(?:spawn|spawnSync|execFile|execFileSync|exec|execSync)\(\s*['"`]([^'"`]*)/g;

function namedIn(source: string): readonly string[] {
  return [...source.matchAll(starting)].flatMap(([, program = '']) => (path.isAbsolute(program) ? [] : [program]));
}

describe('programs', () => {
  it('are started by whole paths', () => {
    const folder = path.join(installationFolder, 'src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    assert.ok(files.length > 100);
    const found = files.flatMap((name) =>
      namedIn(readFileSync(path.join(folder, name), 'utf8')).map((program) => `${name}: ${program}`),
    );
    assert.deepEqual(found, []);
  });

  it('would be found that are not', () => {
    assert.deepEqual(namedIn("execFile('ps', []); spawn('/bin/sh', []); spawn(\n  'taskkill',\n)"), ['ps', 'taskkill']);
  });
});
