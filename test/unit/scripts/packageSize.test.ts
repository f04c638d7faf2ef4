// What people download: the extension stays below 3 MB without the native kernels of all systems, and below 5 MB with them.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, it } from 'mocha';
import { installationFolder } from '../../../src/base/installation.ts';

const mostBytes = { withoutNative: 3e6, inAll: 5e6 };
/** What a ZIP archive says of a file besides its name, which it writes twice. */
const bytesOfEntry = 30 + 46;

describe('the packaged extension', () => {
  it('is below 3 MB without native kernels, and below 5 MB with them', async function () {
    this.timeout(60_000);
    const files = await listFiles({ cwd: installationFolder, packageManager: PackageManager.None });
    assert.ok(files.includes('dist/extension.js') && existsSync(path.join(installationFolder, 'dist/panel.js')));
    const sizes = files.map((file) => {
      const packed = deflateRawSync(readFileSync(path.join(installationFolder, file)), { level: 9 });
      return { file, bytes: packed.length + bytesOfEntry + 2 * `extension/${file}`.length };
    });
    const sum = (chosen: typeof sizes) => chosen.reduce((total, { bytes }) => total + bytes, 0);
    const withoutNative = sum(sizes.filter(({ file }) => !file.endsWith('.node')));
    const inAll = sum(sizes);
    const largest = JSON.stringify(sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 5));
    assert.ok(withoutNative < mostBytes.withoutNative, `Without native kernels ${withoutNative} bytes: ${largest}`);
    assert.ok(inAll < mostBytes.inAll, `It has ${inAll} bytes; the largest: ${largest}`);
  });
});
