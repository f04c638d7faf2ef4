// Plain native kernels give WebAssembly's bits: on any model, for any algorithm.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { type FusedEngine, loadFusedEngine } from '../../../../src/engine/fused/fusedLearner.ts';
import { givesKnownBits } from '../../../../src/engine/fused/native/selfTest.ts';
import { loadKernels } from '../../../../src/engine/fused/wasm/kernelModule.ts';
import { everyAlgorithm, sineExperimentOf } from '../../../support/everyAlgorithm.ts';
import { nativeEngines } from '../../../support/nativeEngines.ts';
import { assertSameBits, largeTrials, parityTrials, wideTrials } from '../paritySuite.ts';
import { trainedOn } from './trainedOn.ts';

describe('plain native kernels', () => {
  const native = nativeEngines('plain');
  let wasm: FusedEngine;

  before(async () => {
    wasm = await loadFusedEngine();
  });

  it('are there for every set of instructions that the processor says it has', async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    const flags = new Set(/^flags\s*:(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1]?.split(' '));
    const hasFma = flags.has('avx2') && flags.has('fma');
    const wanted = [
      ...(hasFma && ['f', 'vl', 'dq', 'bw'].every((part) => flags.has(`avx512${part}`)) ? ['avx512'] : []),
      ...(hasFma ? ['avx2'] : []),
    ];
    for (const [family, prefix] of [
      ['plain', 'native'],
      ['fma', 'native fma'],
    ] as const) {
      assert.deepEqual(
        nativeEngines(family).map(({ variant }) => variant),
        wanted.map((name) => `${prefix} ${name}`),
      );
    }
  });

  it('are tried by a step whose known bits are those of WebAssembly', async () => {
    for (const tile of ['4x8', '5x8'] as const) {
      assert.ok(givesKnownBits(await loadKernels({ fastMath: false, tile }), 'plain'));
    }
  });

  for (const engine of native) {
    describe(engine.variant, () => {
      it('has the same bits on any model: gradient, Hessian-vector product, optimizer step', () => {
        fc.assert(
          fc.property(parityTrials, (trial) => assertSameBits(engine, wasm, trial)),
          { numRuns: 500, seed: 1 },
        );
      }).timeout(180_000);

      it('has the same bits on large samples and very many channels', () => {
        fc.assert(
          fc.property(largeTrials, (trial) => assertSameBits(engine, wasm, trial)),
          { numRuns: 40, seed: 6 },
        );
      }).timeout(180_000);

      it('has the same bits on convolutions of many channels', () => {
        fc.assert(
          fc.property(wideTrials, (trial) => assertSameBits(engine, wasm, trial)),
          { numRuns: 60, seed: 5 },
        );
      }).timeout(180_000);

      for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
        it(`moves meta-parameters to the same bits: ${name}`, async () => {
          const experiment = sineExperimentOf(algorithm);
          assert.deepEqual(await trainedOn(engine, experiment, 4), await trainedOn(wasm, experiment, 4));
        });
      }
    });
  }
});
