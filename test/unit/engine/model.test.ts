// Models as data: shapes, parameter layout, initial values, and errors that name the layer.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { initializeParameters, type Model, ModelError, resolveModel } from '../../../src/engine/model.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { sizeOf } from '../../../src/experiment/network.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import { windowExtent } from '../../../src/experiment/window.ts';
import { trials } from './arbitraries.ts';

describe('resolveModel', () => {
  it("builds the paper's Omniglot model", () => {
    const model = resolveModel(
      { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' },
      [28, 28, 1],
      5,
      'softmaxCrossEntropy',
    );
    assert.deepEqual(
      model.layers.map(({ spec, outputShape }) => [spec.kind, ...outputShape]),
      [
        ['conv2d', 14, 14, 64],
        ['batchNorm', 14, 14, 64],
        ['relu', 14, 14, 64],
        ['conv2d', 7, 7, 64],
        ['batchNorm', 7, 7, 64],
        ['relu', 7, 7, 64],
        ['conv2d', 4, 4, 64],
        ['batchNorm', 4, 4, 64],
        ['relu', 4, 4, 64],
        ['conv2d', 2, 2, 64],
        ['batchNorm', 2, 2, 64],
        ['relu', 2, 2, 64],
        ['flatten', 256],
        ['dense', 5],
      ],
    );
    // Kernels 3·3·1·64 and three of 3·3·64·64, four of gamma and beta, dense 256·5 and 5.
    assert.equal(model.parameterCount, 576 + 3 * 36_864 + 4 * 128 + 1280 + 5);
    assert.deepEqual(model.layers.flatMap(({ parameters }) => parameters.map(({ name }) => name)).slice(0, 4), [
      'conv2d1/kernel',
      'batchNorm1/gamma',
      'batchNorm1/beta',
      'conv2d2/kernel',
    ]);
  });

  it("builds the paper's mini-ImageNet model", () => {
    const model = resolveModel(
      { kind: 'convnet', blocks: 4, filters: 32, downsampling: 'maxPool' },
      [84, 84, 3],
      5,
      'softmaxCrossEntropy',
    );
    const pooled = model.layers.filter(({ spec }) => spec.kind === 'maxPool').map(({ outputShape }) => outputShape[0]);
    assert.deepEqual(pooled, [42, 21, 10, 5]);
    assert.equal(model.parameterCount, 864 + 3 * 9216 + 4 * 64 + 800 * 5 + 5);
  });

  it("builds the paper's sine model, and flattens images for an mlp", () => {
    const sine = resolveModel({ kind: 'mlp', hidden: [64, 64], activation: 'tanh' }, [1], 1, 'meanSquaredError');
    assert.equal(sine.parameterCount, 128 + 4160 + 65);
    const images = resolveModel({ kind: 'mlp', hidden: [10], activation: 'relu' }, [2, 3, 2], 4, 'softmaxCrossEntropy');
    assert.deepEqual(
      images.layers.map(({ spec }) => spec.kind),
      ['flatten', 'dense', 'relu', 'dense'],
    );
  });

  it('embeds tokens, pools to a vector and appends the deviations of a policy', () => {
    const text: LayerSpec[] = [
      { kind: 'embeddingBag', tokens: 50, units: 6 },
      { kind: 'dropout', rate: 0.5 },
    ];
    const words = resolveModel({ kind: 'layers', layers: text }, [12], 4, 'softmaxCrossEntropy');
    assert.deepEqual(
      words.layers.map(({ spec, outputShape }) => [spec.kind, ...outputShape]),
      [
        ['embeddingBag', 6],
        ['dropout', 6],
        ['dense', 4],
      ],
    );
    assert.equal(words.parameterCount, 50 * 6 + 6 * 4 + 4);

    const image: LayerSpec[] = [
      { kind: 'averagePool', size: 3, stride: 2, padding: 'same' },
      { kind: 'globalPool', reduce: 'max' },
    ];
    const pooled = resolveModel({ kind: 'layers', layers: image }, [5, 8, 3], 2, 'softmaxCrossEntropy');
    assert.deepEqual(
      pooled.layers.map(({ outputShape }) => outputShape),
      [[3, 4, 3], [3], [2]],
    );

    const policy = resolveModel({ kind: 'mlp', hidden: [7], activation: 'sigmoid' }, [3], 2, 'policyGradient');
    assert.deepEqual([policy.outputSize, policy.targetSize], [4, 3]);
    assert.deepEqual(
      policy.layers.map(({ spec }) => spec.kind),
      ['dense', 'sigmoid', 'dense', 'gaussian'],
    );
    assert.equal(policy.parameterCount, 3 * 7 + 7 + 7 * 2 + 2 + 2);
  });

  it('lays parameters out without gaps, in order, under different names', () => {
    fc.assert(
      fc.property(trials, ({ model }) => {
        const views = model.layers.flatMap(({ parameters }) => parameters);
        let offset = 0;
        for (const view of views) {
          assert.equal(view.offset, offset);
          assert.equal(view.size, sizeOf(view.shape));
          offset += view.size;
        }
        assert.equal(model.parameterCount, offset);
        assert.equal(new Set(views.map(({ name }) => name)).size, views.length);
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  it('names the layer that does not fit, and why', () => {
    const resolve = (layers: LayerSpec[], inputShape: number[]) => () =>
      resolveModel({ kind: 'layers', layers }, inputShape, 2, 'softmaxCrossEntropy');
    const convolution: LayerSpec = { kind: 'conv2d', filters: 4, kernel: 5, stride: 1, padding: 'valid', bias: true };
    const pooling: LayerSpec = { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' };
    assertModelError(resolve([{ kind: 'relu' }, { kind: 'dense', units: 3, bias: true }], [4, 4, 1]), 1, /flatten/);
    assertModelError(resolve([{ kind: 'flatten' }, pooling], [4, 4, 1]), 1, /images/);
    assertModelError(resolve([convolution, convolution], [8, 8, 1]), 1, /5 × 5 does not fit into \[4 × 4 × 4\]/);
    assertModelError(resolve([convolution], [8]), 0, /images/);
    const tooDeep = () =>
      resolveModel(
        { kind: 'convnet', blocks: 5, filters: 4, downsampling: 'maxPool' },
        [28, 28, 1],
        5,
        'softmaxCrossEntropy',
      );
    assertModelError(tooDeep, 19, /does not fit into \[1 × 1 × 4\]/);
    const flatConvnet = () =>
      resolveModel({ kind: 'convnet', blocks: 1, filters: 4, downsampling: 'stride' }, [3], 5, 'softmaxCrossEntropy');
    assertModelError(flatConvnet, undefined, /images/);
    const bag: LayerSpec = { kind: 'embeddingBag', tokens: 5, units: 3 };
    assertModelError(resolve([{ kind: 'relu' }, bag], [4]), 1, /first layer/);
    assertModelError(resolve([bag], [4, 4, 1]), 0, /tokens/);
    assertModelError(resolve([{ kind: 'flatten' }, { kind: 'globalPool', reduce: 'max' }], [4, 4, 1]), 1, /images/);
    assertModelError(resolve([], [2, 3]), undefined, /\[height, width, channels\]/);
  });
});

describe('windowExtent', () => {
  it("follows TensorFlow's definition of same and valid padding", () => {
    assert.deepEqual(windowExtent(28, 3, 2, 'same'), { output: 14, padBefore: 0 });
    assert.deepEqual(windowExtent(7, 3, 2, 'same'), { output: 4, padBefore: 1 });
    assert.deepEqual(windowExtent(5, 3, 1, 'same'), { output: 5, padBefore: 1 });
    assert.deepEqual(windowExtent(5, 2, 1, 'same'), { output: 5, padBefore: 0 });
    assert.deepEqual(windowExtent(5, 1, 3, 'same'), { output: 2, padBefore: 0 });
    assert.deepEqual(windowExtent(7, 3, 2, 'valid'), { output: 3, padBefore: 0 });
    assert.deepEqual(windowExtent(2, 3, 1, 'valid'), { output: 0, padBefore: 0 });
  });
});

describe('initializeParameters', () => {
  const model = resolveModel(
    {
      kind: 'layers',
      layers: [
        { kind: 'conv2d', filters: 40, kernel: 3, stride: 1, padding: 'same', bias: true },
        { kind: 'batchNorm', epsilon: 1e-3 },
        { kind: 'flatten' },
        { kind: 'dense', units: 50, bias: true },
      ],
    },
    [4, 4, 20],
    5,
    'softmaxCrossEntropy',
  );

  it('draws kernels from the Glorot uniform distribution', () => {
    const parameters = initializeParameters(model, randomStream(1, 'initialization'));
    // √(6 / (fan in + fan out)), a convolution's fans counting its 3 × 3 window.
    assertUniform(valuesOf(model, parameters, 'conv2d1/kernel'), Math.sqrt(6 / (9 * (20 + 40))));
    assertUniform(valuesOf(model, parameters, 'dense1/kernel'), Math.sqrt(6 / (640 + 50)));
  });

  it('starts biases and beta at 0, gamma at 1', () => {
    const parameters = initializeParameters(model, randomStream(1, 'initialization'));
    for (const name of ['conv2d1/bias', 'dense1/bias', 'batchNorm1/beta']) {
      assert.ok(valuesOf(model, parameters, name).every((value) => value === 0));
    }
    assert.ok(valuesOf(model, parameters, 'batchNorm1/gamma').every((value) => value === 1));
  });

  it('draws embeddings from ±0.05, and starts a policy at deviations of 1', () => {
    const layers: LayerSpec[] = [{ kind: 'embeddingBag', tokens: 100, units: 20 }];
    const words = resolveModel({ kind: 'layers', layers }, [4], 3, 'policyGradient');
    const parameters = initializeParameters(words, randomStream(1, 'initialization'));
    assertUniform(valuesOf(words, parameters, 'embeddingBag1/embedding'), 0.05);
    assert.ok(valuesOf(words, parameters, 'gaussian1/logStandardDeviation').every((value) => value === 0));
  });

  it('depends on the seed alone', () => {
    const initial = (seed: number) => initializeParameters(model, randomStream(seed, 'initialization'));
    assert.deepEqual(initial(3), initial(3));
    assert.notDeepEqual(initial(3), initial(4));
  });
});

function valuesOf(model: Model, parameters: Float32Array, name: string): Float32Array {
  const view = model.layers.flatMap(({ parameters }) => parameters).find((candidate) => candidate.name === name);
  assert.ok(view, name);
  return parameters.subarray(view.offset, view.offset + view.size);
}

/** Mean, variance and range of a uniform distribution on [-limit, limit], within five standard errors. */
function assertUniform(values: Float32Array, limit: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  assert.ok(Math.abs(mean) < (5 * limit) / Math.sqrt(3 * values.length), `mean ${mean}`);
  assert.ok(Math.abs(variance / ((limit * limit) / 3) - 1) < 5 / Math.sqrt(values.length), `variance ${variance}`);
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  assert.ok(largest <= limit && largest > 0.99 * limit, `largest ${largest} of ${limit}`);
}

function assertModelError(build: () => Model, layerIndex: number | undefined, message: RegExp): void {
  assert.throws(
    build,
    (error) => error instanceof ModelError && error.layerIndex === layerIndex && message.test(error.message),
  );
}
