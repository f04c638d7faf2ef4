// Strided convolutions by transformed products: any size, close to exact arithmetic.

import assert from 'node:assert/strict';
import { suitsStrided } from '../../../src/engine/fused/program/compileStrided.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import {
  convolutionTrials,
  countSuited,
  itAgreesWithTfjs,
  itHasTheSameBitsAlways,
  itIsNearFloat64,
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

describe('strided convolution', () => {
  itAgreesWithTfjs(stacks, 25, { gradient: 2e-5, floor: 1e-6 });
  itIsNearFloat64(stacks, 10, 3e-6);
  itHasTheSameBitsAlways(stacks, 30);

  it('is chosen by size alone', () => {
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
