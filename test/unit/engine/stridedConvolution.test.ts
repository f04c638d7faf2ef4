// Strided convolutions by transformed products: any size, close to exact arithmetic.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suitsStrided } from '../../../src/engine/fused/compileStrided.ts';
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

/** A strided convolution behind one of the samples, so that it has a gradient by its input. */
const stacks = convolutionTrials(
  { largestSide: 15, channels: 1, filters: { min: 32, max: 41 } },
  [{ kind: 'tanh' }, { kind: 'sigmoid' }, { kind: 'batchNorm', epsilon: 1e-3 }],
  suitsStrided,
  ({ convolution, filters: [first, second], padding, activation }) => [
    { ...convolution, filters: first },
    activation,
    { ...convolution, filters: second, stride: 2, padding },
    activation,
  ],
);

describe('strided convolutions', () => {
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
    const chosen = (size: number, filters: number) => {
      const convolution = { kind: 'conv2d', kernel: 3, stride: 2, padding: 'same', bias: false, filters } as const;
      const layers = [convolution, convolution];
      const model = resolveModel({ kind: 'layers', layers }, [2 * size, 2 * size, 1], 3, 'softmaxCrossEntropy');
      return countSuited(model, suitsStrided);
    };
    assert.deepEqual(
      [14, 7, 4].map((size) => chosen(size, 64)),
      [1, 1, 0],
    );
    assert.equal(chosen(14, 31), 0);
  });
});
