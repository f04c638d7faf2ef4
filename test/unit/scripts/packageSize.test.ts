// What people download: the extension stays below 3 MB.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../src/base/installation.ts';

const mostBytes = 3e6;
/** What a ZIP archive says of a file besides its name, which it writes twice. */
const bytesOfEntry = 30 + 46;

describe('the packaged extension', () => {
  it('is below 3 MB', async function () {
    this.timeout(60_000);
    const files = await listFiles({ cwd: installationFolder, packageManager: PackageManager.None });
    assert.ok(files.includes('dist/extension.cjs') && existsSync(path.join(installationFolder, 'dist/panel.js')));
    const sizes = files.map((file) => {
      const packed = deflateRawSync(readFileSync(path.join(installationFolder, file)), { level: 9 });
      return { file, bytes: packed.length + bytesOfEntry + 2 * `extension/${file}`.length };
    });
    const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 5);
    assert.ok(all < mostBytes, `It has ${all} bytes; the largest: ${JSON.stringify(largest)}`);
  });
});
