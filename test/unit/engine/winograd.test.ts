// Convolutions by Winograd's algorithm: any size, as close to exact arithmetic as its error analysis promises.

import assert from 'node:assert/strict';
import { suitsWinograd } from '../../../src/engine/fused/program/compileWinograd.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import {
  convolutionTrials,
  countSuited,
  itAgreesWithTfjs,
  itHasTheSameBitsAlways,
  itIsNearFloat64,
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

describe('Winograd convolution', () => {
  itAgreesWithTfjs(stacks, 25, { gradient: 2e-5, floor: 1e-6 });
  itIsNearFloat64(stacks, 10, 3e-6);
  itHasTheSameBitsAlways(stacks, 30);

  it('is chosen by size alone', () => {
    const chosen = (size: number, filters: number, padding: 'same' | 'valid') => {
      const convolution = { kind: 'conv2d', kernel: 3, stride: 1, padding, bias: false, filters } as const;
      const layers = [convolution, convolution];
      return (
        countSuited(
          resolveModel({ kind: 'layers', layers }, [size, size, 3], 3, 'softmaxCrossEntropy'),
          suitsWinograd,
        ) > 0
      );
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
