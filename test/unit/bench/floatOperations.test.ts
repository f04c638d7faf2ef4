// What is counted as a floating-point operation, against numbers worked out by hand.

import assert from 'node:assert/strict';
import { resolveModel } from '../../../src/engine/model.ts';
import { innerStepOperations, layerOperations } from '../../bench/floatOperations.ts';
import { createWorkload } from '../../bench/workloads.ts';

describe('counting floating-point operations', () => {
  it('counts a dense layer in three products, the first one in two', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [64, 64], activation: 'tanh' }, [1], 1, 'meanSquaredError');
    assert.deepEqual(layerOperations(model), [
      { layer: 0, forward: 128, inputGradient: 0, weightGradient: 128 },
      { layer: 2, forward: 8192, inputGradient: 8192, weightGradient: 8192 },
      { layer: 4, forward: 128, inputGradient: 128, weightGradient: 128 },
    ]);
    assert.equal(innerStepOperations(model, 10), 10 * (2 * 128 + 3 * 8192 + 3 * 128));
  });

  it('counts no products with padding', () => {
    const conv = (stride: number, padding: 'same' | 'valid') => ({
      kind: 'layers' as const,
      layers: [{ kind: 'conv2d' as const, filters: 2, kernel: 3, stride, padding, bias: true }],
    });
    // Along one axis of 4: windows at -1 … 2 cover 2, 3, 3, 2 cells; with stride 2, at 0 and 2, 3 and 2 cells; without
    // padding 3 and 3.
    for (const [stride, padding, cells] of [
      [1, 'same', 10],
      [2, 'same', 5],
      [1, 'valid', 6],
    ] as const) {
      const [first] = layerOperations(resolveModel(conv(stride, padding), [4, 4, 3], 5, 'softmaxCrossEntropy'));
      assert.equal(first?.forward, 2 * cells * cells * 3 * 2, `stride ${stride}, ${padding}`);
    }
  });

  it('skips the gradient by the inputs where nothing before learns', () => {
    const model = resolveModel(
      {
        kind: 'layers',
        layers: [
          { kind: 'relu' },
          { kind: 'dense', units: 3, bias: false },
          { kind: 'batchNorm', epsilon: 1e-3 },
          { kind: 'dense', units: 4, bias: true },
        ],
      },
      [2],
      1,
      'meanSquaredError',
    );
    assert.deepEqual(
      layerOperations(model).map(({ inputGradient }) => inputGradient),
      [0, 24, 8],
    );
  });

  it('counts the paper’s nets as they are', () => {
    // Output sizes 14, 7, 4, 2 from 28; windows of 3 with stride 2 cover 41, 20, 10 and 5 cells along an axis.
    const [first, second, third, fourth, dense] = [41 * 41, 20 * 20 * 64, 10 * 10 * 64, 5 * 5 * 64, 256 * 5].map(
      (n) => 2 * n,
    );
    assert.ok(first && second && third && fourth && dense);
    const omniglot = createWorkload('omniglot');
    assert.equal(
      innerStepOperations(omniglot.model, omniglot.batch),
      10 * (2 * 64 * first + 3 * 64 * (second + third + fourth) + 3 * dense),
    );
    // Sizes 84, 42, 21, 10; windows of 3 with stride 1 cover 3n - 2 cells.
    const along = (size: number) => 3 * size - 2;
    const conv = (size: number, channels: number) => 2 * along(size) ** 2 * channels * 32;
    const miniImageNet = createWorkload('miniImageNet');
    assert.equal(
      innerStepOperations(miniImageNet.model, miniImageNet.batch),
      10 * (2 * conv(84, 3) + 3 * (conv(42, 32) + conv(21, 32) + conv(10, 32)) + 3 * 2 * 800 * 5),
    );
  });
});
