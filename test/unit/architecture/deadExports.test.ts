// Exports that nobody imports, and files that nothing needs, are reported by the check that `npm run check` runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const knip = path.join(installationFolder, 'node_modules', 'knip', 'bin', 'knip.js');

describe('dead exports', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  it('are reported, as are files that nothing imports, and nothing else is', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(installationFolder, 'package.json'), 'utf8'));
    const [, options = ''] = /\bknip (.*)$/.exec(scripts.check) ?? [];
    assert.notEqual(options, '', 'npm run check runs knip');
    const files = {
      'package.json': '{ "name": "probe", "type": "module" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
      'src/extension/extension.ts':
        "import { used, type Used } from '../base/probe.ts';\nexport const activate = (): Used => used;\n",
      'src/base/probe.ts':
        'export type Used = number;\nexport const used = 1;\nexport const deadValue = 2;\nexport type DeadType = string;\nexport const inFile = 3;\nexport const uses = inFile;\n',
      'src/base/deadFile.ts': 'export const alone = 1;\n',
    };
    copyFileSync(path.join(installationFolder, 'knip.json'), path.join(folder(), 'knip.json'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder(), name)), { recursive: true });
      await writeFile(path.join(folder(), name), text);
    }
    const words = [knip, ...options.split(' '), '--reporter', 'compact', '--no-config-hints'];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: folder(), encoding: 'utf8' });
    assert.equal(status, 1, stderr);
    for (const name of ['deadValue', 'DeadType', 'inFile', 'uses', 'deadFile.ts'])
      assert.ok(stdout.includes(name), `${name}: ${stdout}`);
    for (const name of ['Used', 'activate']) assert.ok(!new RegExp(`\\b${name}\\b`).test(stdout), `${name}: ${stdout}`);
  });
});
