// What a manifest says in codes: written and read back whole, sentences of earlier versions as they are, and nothing unbounded.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { EngineReason } from '../../../src/engine/engineReason.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('codes in run.json', () => {
  const folder = useTemporaryFolder();

  /** As it is read where this stands in the file. */
  async function readWith(changes: Readonly<Record<string, unknown>>): Promise<Manifest> {
    const directory = await newTestRun(folder());
    const { manifest: file } = runFiles(directory);
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changes }));
    return readManifest(directory);
  }

  it('say why an engine computes', async () => {
    const engineReason: EngineReason = [
      { code: 'supported' },
      { code: 'named' },
      { code: 'begunWith' },
      { code: 'tooLargeForFused', bytes: 2 ** 33, mostBytes: 2 ** 31 },
      { code: 'unsupportedByFused', detail: 'There are no capsules.' },
      { code: 'fastMathKept', fastMath: true },
      { code: 'fastMathMissing', node: '20.1.0' },
      { code: 'tensorFlowFound', folder: '/here' },
      { code: 'tensorFlowMissing', why: 'misnamed', variable: 'X', folder: '/there' },
      { code: 'tensorFlowBroken', folder: '/here', detail: 'made for another machine' },
    ];
    assert.deepEqual((await readWith({ engineReason })).engineReason, engineReason);
  });

  it('may be sentences, as earlier versions wrote them', async () => {
    const { engineReason } = await readWith({ engineReason: 'supports the model' });
    assert.equal(engineReason, 'supports the model');
  });

  it('are cut or left out where they are no longer of any use', async () => {
    const long = 'x'.repeat(30_000);
    const reasonOf = async (engineReason: unknown) => (await readWith({ engineReason })).engineReason;
    assert.equal((await reasonOf(long))?.length, 20_000);
    const cut = await reasonOf([{ code: 'unsupportedByFused', detail: long, more: long }]);
    assert.deepEqual(cut, [{ code: 'unsupportedByFused', detail: long.slice(0, 20_000) }]);
    for (const unknown of [
      [{ code: 'later' }],
      [{ code: 'tensorFlowFound', folder: long }],
      [{ code: 'tooLargeForFused', bytes: -1, mostBytes: 1 }],
      Array.from({ length: 11 }, () => ({ code: 'supported' })),
      { code: 'supported' },
      7,
    ]) {
      assert.equal(await reasonOf(unknown), null);
    }
  });
});
