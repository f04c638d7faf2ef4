// Native kernels with fused products compute what TensorFlow.js does, to rounding, and give the same bits with every set of
// instructions: on any model, for any algorithm.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { givesKnownBits } from '../../../../src/engine/fused/native/selfTest.ts';
import type { Engine } from '../../../../src/engine/learner.ts';
import { loadTfjsCpuEngine, loadTfjsWasmEngine } from '../../../../src/engine/tfjs/builtinEngines.ts';
import { everyAlgorithm, sineExperimentOf } from '../../../support/everyAlgorithm.ts';
import { nativeEngines, nativeLibraries } from '../../../support/nativeEngines.ts';
import { assertClose } from '../arbitraries.ts';
import { assertParity, assertSameBits, largeTrials, parityTrials, wideTrials } from '../paritySuite.ts';
import { trainedOn } from './trainedOn.ts';

describe('native kernels with fused products', () => {
  const [widest, ...others] = nativeEngines('fma');
  if (widest === undefined) return;
  let cpu: Engine;
  let wasm: Engine;

  before(async () => {
    cpu = await loadTfjsCpuEngine();
    wasm = await loadTfjsWasmEngine();
  });

  it('are tried by a step with known bits, which plain ones do not give', () => {
    for (const library of nativeLibraries('fma')) assert.ok(givesKnownBits(library, 'fma'), library.name);
    for (const library of nativeLibraries('plain')) assert.ok(!givesKnownBits(library, 'fma'), library.name);
  });

  it('agree with tfjs-cpu on any model: gradient, Hessian-vector product, optimizer step', () => {
    fc.assert(
      fc.property(parityTrials, (trial) => assertParity(widest, cpu, trial)),
      { numRuns: 500, seed: 1 },
    );
  }).timeout(180_000);

  it('agree with tfjs-wasm on convolutions of many channels', () => {
    fc.assert(
      fc.property(wideTrials, (trial) => assertParity(widest, wasm, trial)),
      { numRuns: 60, seed: 5 },
    );
  }).timeout(180_000);

  it('agree with tfjs-wasm on large samples and very many channels', () => {
    fc.assert(
      fc.property(largeTrials, (trial) => assertParity(widest, wasm, trial)),
      { numRuns: 20, seed: 6 },
    );
  }).timeout(180_000);

  for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
    it(`move meta-parameters as tfjs-cpu does: ${name}`, async () => {
      const experiment = sineExperimentOf(algorithm);
      assertClose(name, await trainedOn(widest, experiment, 2), await trainedOn(cpu, experiment, 2), 1e-5);
    });
  }

  for (const engine of others) {
    describe(`${engine.variant} and ${widest.variant}`, () => {
      it('give the same bits on any model: gradient, Hessian-vector product, optimizer step', () => {
        fc.assert(
          fc.property(parityTrials, (trial) => assertSameBits(engine, widest, trial)),
          { numRuns: 500, seed: 1 },
        );
      }).timeout(180_000);

      it('give the same bits on convolutions of many channels', () => {
        fc.assert(
          fc.property(wideTrials, (trial) => assertSameBits(engine, widest, trial)),
          { numRuns: 60, seed: 5 },
        );
      }).timeout(180_000);

      it('give the same bits on large samples and very many channels', () => {
        fc.assert(
          fc.property(largeTrials, (trial) => assertSameBits(engine, widest, trial)),
          { numRuns: 40, seed: 6 },
        );
      }).timeout(180_000);

      for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
        it(`move meta-parameters to the same bits: ${name}`, async () => {
          const experiment = sineExperimentOf(algorithm);
          assert.deepEqual(await trainedOn(engine, experiment, 4), await trainedOn(widest, experiment, 4));
        });
      }
    });
  }
});
