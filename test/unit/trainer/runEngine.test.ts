// What a run says of its engine, and what it continues on.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { tensorflowVariable } from '../../../src/engine/tfjs/tfjsNodePlaces.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import type { RunProgress } from '../../../src/trainer/runEvents.ts';
import { failureWords } from '../../support/failureWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun, stateOf } from './trainerFixture.ts';

describe("a run's engine", () => {
  const folder = useTemporaryFolder();

  it('stands in its manifest and in its log, with the reason', async () => {
    const directory = await newTinyRun(folder());
    const { manifest } = await carryOutRun(directory);
    const { backend, engineVariant, engineReason, memoryBytes, workerIdleShare } = manifest;
    assert.deepEqual([backend, engineReason], ['fused', [{ code: 'supported' }]]);
    assert.ok(memoryBytes !== null && memoryBytes > 4 * (manifest.parameterCount ?? 0));
    assert.ok(workerIdleShare !== null && workerIdleShare >= 0 && workerIdleShare < 1);
    assert.match(
      await logOf(directory),
      new RegExp(`Started: Reptile, ${engineVariant} \\(supports the model\\), 1 worker, \\d+ kB, 321 param`),
    );
  });

  it('is the one that the experiment names', async () => {
    const changes = {
      algorithm: { metaIterations: 2, metaBatch: 2 },
      evaluation: { tasks: 2 },
      engine: { workers: 2 },
    };
    const [named, fused] = [
      await newTinyRun(folder(), changes, ['engine.backend=tfjs-wasm']),
      await newTinyRun(folder(), changes),
    ];
    const { state, manifest } = await carryOutRun(named);
    assert.deepEqual([state, manifest.backend, manifest.engineReason], ['completed', 'tfjs-wasm', [{ code: 'named' }]]);
    assert.match(manifest.engineVariant ?? '', /^tfjs-wasm /);
    // The same training, up to the last digits.
    await carryOutRun(fused);
    const [ofNamed, ofFused] = [await readManifest(named), await readManifest(fused)];
    assert.ok(Math.abs((ofNamed.latest?.loss ?? 0) - (ofFused.latest?.loss ?? 1)) < 1e-4);
  });

  it('that is not to be had fails the run, with what to do', async () => {
    const before = process.env[tensorflowVariable];
    process.env[tensorflowVariable] = 'off';
    try {
      const { state, manifest } = await carryOutRun(await newTinyRun(folder(), {}, ['engine.backend=tfjs-node']));
      assert.equal(state, 'failed');
      assert.match(
        failureWords(manifest.failure),
        /^tfjs-node is not looked for, because .* Unset that variable\. Or choose another engine\.backend/,
      );
    } finally {
      if (before === undefined) delete process.env[tensorflowVariable];
      else process.env[tensorflowVariable] = before;
    }
  });

  describe('when the run is resumed', () => {
    /** A run that was stopped after some meta-iterations, and whose manifest says `changes`. */
    async function stoppedRun(changes: Partial<Record<keyof Manifest, unknown>>): Promise<string> {
      const directory = await newTinyRun(folder());
      const stop = new AbortController();
      await carryOutRun(directory, {
        signal: stop.signal,
        onProgress: (progress) => progress.kind === 'iteration' && progress.iteration === 20 && stop.abort(),
      });
      const { manifest: file } = runFiles(directory);
      const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
      assert.ok(typeof manifest === 'object' && manifest !== null);
      await writeFile(file, JSON.stringify({ ...manifest, ...changes }));
      return directory;
    }

    async function warningsOfResuming(directory: string): Promise<string[]> {
      const told: RunProgress[] = [];
      assert.equal(
        (await carryOutRun(directory, { onProgress: (progress) => told.push(progress) })).state,
        'completed',
      );
      return told.flatMap((progress) => (progress.kind === 'warning' ? [progress.message] : []));
    }

    it('stays what it was, also for a run of an earlier version', async () => {
      const whole = await newTinyRun(folder());
      await carryOutRun(whole);
      // Earlier versions knew none of these keys.
      const unknown = {
        backend: undefined,
        engineReason: undefined,
        memoryBytes: undefined,
        workerIdleShare: undefined,
      };
      for (const changes of [
        {},
        { engineVariant: 'fused simd 4x8' },
        { ...unknown, engineVariant: 'fused simd 5x8' },
      ]) {
        const directory = await stoppedRun(changes);
        assert.deepEqual(await warningsOfResuming(directory), []);
        assert.deepEqual(await stateOf(directory), await stateOf(whole));
        assert.equal((await readManifest(directory)).backend, 'fused');
      }
    });

    it('is replaced where it is not to be had, and that is said', async () => {
      const directory = await stoppedRun({ backend: 'tfjs-wasm', engineVariant: 'tfjs-wasm 0.1.0 without anything' });
      const [warning, ...others] = await warningsOfResuming(directory);
      assert.match(
        warning ?? '',
        /^The run was computed on tfjs-wasm 0\.1\.0 without anything until now, .* tfjs-wasm \d.* takes its place/,
      );
      assert.deepEqual(others, []);
      assert.ok((await logOf(directory)).includes(warning ?? '?'));
      assert.deepEqual((await readManifest(directory)).engineReason, [{ code: 'begunWith' }]);
    });
  });

  function logOf(directory: string): Promise<string> {
    return readFile(runFiles(directory).log, 'utf8');
  }
});
