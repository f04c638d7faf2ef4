// Files that grow are told in stretches that are as long as what stands in one piece makes them, and no longer.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GrowingFile } from '../../../src/foreign/growingFile.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('stretches of a growing file', () => {
  const folder = useTemporaryFolder();

  it('are short again behind a long piece', async () => {
    const file = path.join(folder(), 'lines');
    const long = 600_000;
    await writeFile(file, `${'x'.repeat(long)}\n${'\n'.repeat(2 ** 21)}`);
    const lengths: number[] = [];
    await new GrowingFile(file).read(async (bytes, position) => {
      if (position > 0) lengths.push(bytes.length);
      return bytes.lastIndexOf(0x0a) + 1;
    });
    const behind = lengths.reduce((sum, length) => sum + length, 0);
    assert.ok(behind > 2 ** 20, `${behind}`);
    assert.ok(Math.max(...lengths) <= 2 ** 18, `${Math.max(...lengths)}`);
  });
});
