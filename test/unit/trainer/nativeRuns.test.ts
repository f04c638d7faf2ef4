// Runs on native kernels: they go on in WebAssembly and back to the same bits, and with fused products on these alone.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineSpec } from '../../../src/experiment/schema.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { builtProgram, endRunningClis, runCli } from '../../support/builtCli.ts';
import { failureWords } from '../../support/failureWords.ts';
import { builtAddon } from '../../support/nativeEngines.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { figuresOf, newTinyRun, stateOf } from './trainerFixture.ts';

describe('a run on native kernels', () => {
  const folder = useTemporaryFolder();

  before(function () {
    if (builtAddon().kind === 'missing') this.skip();
  });
  afterEach(endRunningClis);

  /** Carries the run on with an engine, up to a meta-iteration or to its end. Returns the variant that computed. */
  async function carryOn(directory: string, engine: Partial<EngineSpec>, until?: number): Promise<string> {
    const file = path.join(directory, 'experiment.json');
    const experiment = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...experiment, engine: { ...experiment.engine, ...engine } }));
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
    assert.match(await carryOn(whole, { backend: 'wasm' }), /^fused simd /);
    assert.match(await carryOn(turns, { backend: 'wasm' }, 10), /^fused simd /);
    assert.match(await carryOn(turns, { backend: 'native' }, 20), /^native /);
    assert.match(await carryOn(turns, { backend: 'wasm' }, 25), /^fused simd /);
    assert.match(await carryOn(turns, { backend: 'native' }), /^native /);
    assert.deepEqual(await stateOf(turns), await stateOf(whole));
    const [ofTurns, ofWhole] = [await readManifest(turns), await readManifest(whole)];
    assert.deepEqual(ofTurns.latest, ofWhole.latest);
  });

  it('goes from AVX-512 to AVX2 and on in WebAssembly to the same bits, as one that moves to another machine', async function () {
    const addon = builtAddon();
    const names = addon.kind === 'missing' ? [] : addon.addon.kernels();
    if (!names.includes('avx512') || !names.includes('avx2')) {
      console.log(`        skipped: this processor runs ${names.filter((name) => name !== null).join(', ')}.`);
      return this.skip();
    }
    this.timeout(120_000);
    const program = await builtProgram('trainer.js');
    /** By a process of its own with REPTILE_LAB_NATIVE, until a meta-iteration or to the end. Gives the variant. */
    async function carryOnWith(directory: string, native: string, until?: number): Promise<string> {
      const child = spawn(process.execPath, [program, directory], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, REPTILE_LAB_NATIVE: native },
      });
      try {
        const ended = once(child, 'exit');
        if (until !== undefined) {
          const isThere = async () => (await readManifest(directory)).iteration >= until;
          await waitFor(`meta-iteration ${until}`, isThere, 30_000);
          child.kill('SIGTERM');
        }
        assert.deepEqual(await ended, [until === undefined ? 0 : 3, null]);
      } finally {
        child.kill('SIGKILL');
      }
      return (await readManifest(directory)).engineVariant ?? '';
    }
    const long = { algorithm: { metaIterations: 30_000 }, evaluation: { every: 10_000 } };
    const [whole, turns] = [await newTinyRun(folder(), long), await newTinyRun(folder(), long)];
    assert.match(await carryOnWith(whole, 'off'), /^fused simd /);
    assert.equal(await carryOnWith(turns, 'avx512', 1), 'native avx512');
    const { iteration } = await readManifest(turns);
    assert.equal(await carryOnWith(turns, 'avx2', iteration + 1), 'native avx2');
    assert.match(await carryOnWith(turns, 'off'), /^fused simd /);
    assert.deepEqual(await stateOf(turns), await stateOf(whole));
    assert.deepEqual(await figuresOf(turns), await figuresOf(whole));
  });

  it('with fused products goes on with them to the same bits, and without native kernels not at all', async function () {
    this.timeout(60_000);
    const [whole, turns, plain] = await Promise.all(
      ['whole', 'turns', 'plain'].map((name) => newTinyRun(path.join(folder(), name))),
    );
    assert.ok(whole !== undefined && turns !== undefined && plain !== undefined);
    const fast = { backend: 'auto', fastMath: true } as const;
    assert.match(await carryOn(whole, fast), /^native fma /);
    assert.match(await carryOn(turns, fast, 20), /^native fma /);

    const refused = await runCli(['resume', turns], {
      folder: folder(),
      environment: { REPTILE_LAB_NATIVE: 'off' },
    });
    assert.equal(refused.exitCode, 1, refused.messages);
    assert.match(refused.messages, /computed on native fma \w+ until now, whose bits only native kernels give\./);
    assert.match(refused.messages, /REPTILE_LAB_NATIVE switches the native kernels off\. Unset it\. Or resume the run/);
    const stopped = await readManifest(turns);
    assert.match(failureWords(stopped.failure), /whose bits only native kernels give/);

    // As many checkpoints as before: what it began with is to be had again.
    assert.match(await carryOn(turns, { ...fast, backend: 'native' }, 30), /^native fma /);
    assert.match(await carryOn(turns, fast), /^native fma /);
    assert.deepEqual(await stateOf(turns), await stateOf(whole));
    assert.deepEqual((await readManifest(turns)).latest, (await readManifest(whole)).latest);
    // The arithmetic is another one.
    await carryOn(plain, { backend: 'native' });
    assert.notDeepEqual((await stateOf(plain)).parameters, (await stateOf(whole)).parameters);
  });
});
