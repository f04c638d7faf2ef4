// Runs on native kernels: they go on in WebAssembly and back, to the same bits.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BackendName } from '../../../src/experiment/schema.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { failureWords } from '../../support/failureWords.ts';
import { builtAddon } from '../../support/nativeEngines.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun, stateOf } from './trainerFixture.ts';

describe('a run on native kernels', () => {
  const folder = useTemporaryFolder();

  before(function () {
    if (builtAddon().kind === 'missing') this.skip();
  });

  /** Carries the run on with a backend, up to a meta-iteration or to its end. Returns the variant that computed. */
  async function carryOn(directory: string, backend: BackendName, until?: number): Promise<string> {
    const file = path.join(directory, 'experiment.json');
    const experiment = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...experiment, engine: { ...experiment.engine, backend } }));
    const stop = new AbortController();
    const warnings: string[] = [];
    const { state, manifest } = await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.kind === 'iteration' && progress.iteration === until) stop.abort();
        if (progress.kind === 'warning') warnings.push(progress.message);
      },
    });
    assert.equal(state, until === undefined ? 'completed' : 'stopped', failureWords(manifest.failure));
    assert.deepEqual(warnings, []);
    return manifest.engineVariant ?? '';
  }

  it('goes on in WebAssembly and natively again, and ends with the bits of one that was never interrupted', async () => {
    const [whole, turns] = [await newTinyRun(folder()), await newTinyRun(folder())];
    assert.match(await carryOn(whole, 'wasm'), /^fused simd /);
    assert.match(await carryOn(turns, 'wasm', 10), /^fused simd /);
    assert.match(await carryOn(turns, 'native', 20), /^native /);
    assert.match(await carryOn(turns, 'wasm', 25), /^fused simd /);
    assert.match(await carryOn(turns, 'native'), /^native /);
    assert.deepEqual(await stateOf(turns), await stateOf(whole));
    const [ofTurns, ofWhole] = [await readManifest(turns), await readManifest(whole)];
    assert.deepEqual(ofTurns.latest, ofWhole.latest);
  });
});
