// Convolutions by Winograd's algorithm: any size, as close to exact arithmetic as its error analysis promises.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suitsWinograd } from '../../../src/engine/fused/compileWinograd.ts';
import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { loadReference, type Reference } from '../../support/tfjsCpu.ts';
import {
  assertGradientsOfTfjs,
  assertOutputsNearFloat64,
  assertSameBits,
  convolutionTrials,
  countSuited,
  loadOtherTile,
} from './fasterConvolutions.ts';

/** Three convolutions of enough channels, so that those which suit have a gradient by their input. */
const stacks = convolutionTrials(
  { largestSide: 12, channels: 2, filters: { min: 16, max: 19 } },
  [{ kind: 'tanh' }, { kind: 'relu' }, { kind: 'batchNorm', epsilon: 1e-3 }],
  suitsWinograd,
  ({ convolution, filters: [first, second, third], padding, activation }) => [
    { ...convolution, filters: first },
    activation,
    { ...convolution, filters: second, padding },
    activation,
    { ...convolution, filters: third },
  ],
);

describe('Winograd convolutions', () => {
  let engine: FusedEngine;
  let reference: Reference;

  before(async () => {
    reference = await loadReference();
    engine = await loadFusedEngine();
  });

  it('have the gradients of tfjs for any size, padding and number of channels', () => {
    fc.assert(
      fc.property(stacks, (trial) => assertGradientsOfTfjs(engine, reference, trial, 2e-5, 1e-6)),
      { numRuns: 25, seed: 1 },
    );
  });

  it('are within 3e-6 of float64', () => {
    fc.assert(
      fc.property(stacks, (trial) => assertOutputsNearFloat64(engine, trial, 3e-6)),
      { numRuns: 10, seed: 2 },
    );
  });

  it('give the same bits with every tile and every capacity', async () => {
    const other = await loadOtherTile(engine);
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 5 }), (trial, room) => assertSameBits(engine, other, trial, room)),
      { numRuns: 30, seed: 3 },
    );
  });

  it('are chosen by size alone', () => {
    const chosen = (size: number, filters: number, padding: 'same' | 'valid') => {
      const convolution = { kind: 'conv2d', kernel: 3, stride: 1, padding, bias: false, filters } as const;
      const layers = [convolution, convolution];
      return countSuited(resolveModel({ kind: 'layers', layers }, [size, size, 3], 3, 'softmaxCrossEntropy'), suitsWinograd) > 0;
    };
    assert.deepEqual(
      [42, 21, 10].map((size) => chosen(size, 32, 'same')),
      [true, true, true],
    );
    assert.deepEqual(
      [3, 5, 6].map((size) => chosen(size, 32, 'same')),
      [false, false, false],
    );
    assert.equal(chosen(42, 15, 'same'), false);
  });
});
