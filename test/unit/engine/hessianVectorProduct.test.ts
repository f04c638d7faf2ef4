// Hessian-vector products of the fused engine: against differences of a float64 loss and exact cases, and the laws they
// obey.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { compileModel } from '../../../src/engine/fused/program/compileModel.ts';
import type { Learner } from '../../../src/engine/learner.ts';
import { type Model, ModelError, resolveModel } from '../../../src/engine/model.ts';
import type { LayerSpec, ModelSpec } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, type Trial, trials } from './arbitraries.ts';
import { type NamedStack, paperModels } from './paperModels.ts';
import { dot, secondDifference, unitVector } from './secondDifferences.ts';
import { optionsFor, parametersOf, startLearner, useFusedEngine } from './startedLearner.ts';

describe('Hessian-vector products', () => {
  const engine = useFusedEngine();

  function learnerFor(model: Model, batch: number, seed: number, secondOrder = true, own = engine()): Learner {
    const learner = startLearner(own, optionsFor(model, batch, { secondOrder }), seed);
    learner.seedDropout(seed);
    return learner;
  }

  it('agree with differences of a float64 loss on any stack of layers', () => {
    let compared = 0;
    let besideKinks = 0;
    fc.assert(
      fc.property(trials, (trial) => {
        const counts = compareWithDifferences(trial);
        compared += counts.compared;
        besideKinks += counts.besideKinks;
      }),
      { numRuns: 120, seed: 1 },
    );
    assert.ok(compared > 4 * besideKinks, `${compared} compared, ${besideKinks} left out beside kinks`);
  });

  const batchNorm: LayerSpec = { kind: 'batchNorm', epsilon: 1e-3 };
  const pooling: LayerSpec = { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' };
  const convolution: LayerSpec = { kind: 'conv2d', filters: 16, kernel: 3, stride: 1, padding: 'same', bias: true };
  const stacks: readonly NamedStack[] = [
    ...paperModels,
    {
      name: "convolutions that suit Winograd's algorithm",
      spec: { kind: 'layers', layers: [convolution, { kind: 'tanh' }, convolution, batchNorm] },
      inputShape: [8, 8, 2],
      loss: 'meanSquaredError',
      batch: 2,
    },
    {
      name: "Winograd's algorithm where nothing learns before, and pooling after it",
      spec: { kind: 'layers', layers: [{ ...pooling, padding: 'same' }, convolution, batchNorm, pooling] },
      inputShape: [13, 16, 16],
      loss: 'softmaxCrossEntropy',
      batch: 2,
    },
    {
      name: 'strided convolutions that suit transformed products',
      spec: {
        kind: 'layers',
        layers: [
          { ...convolution, filters: 32 },
          { kind: 'tanh' },
          { ...convolution, filters: 33, stride: 2 },
          batchNorm,
        ],
      },
      inputShape: [7, 7, 1],
      loss: 'softmaxCrossEntropy',
      batch: 2,
    },
    {
      name: 'transformed products where nothing learns before',
      spec: {
        kind: 'layers',
        layers: [{ ...pooling, padding: 'same' }, { ...convolution, filters: 32, stride: 2 }, { kind: 'tanh' }],
      },
      inputShape: [14, 13, 32],
      loss: 'softmaxCrossEntropy',
      batch: 2,
    },
    {
      name: 'batch norm and pooling of samples, and of a tanh, with pixels in no window',
      spec: {
        kind: 'layers',
        layers: [
          batchNorm,
          { kind: 'relu' },
          pooling,
          { ...convolution, filters: 3 },
          { kind: 'tanh' },
          batchNorm,
          pooling,
        ],
      },
      inputShape: [11, 15, 3],
      loss: 'softmaxCrossEntropy',
      batch: 3,
    },
    {
      name: 'images with more pixels than the kernels take at a time',
      spec: {
        kind: 'layers',
        layers: [
          { ...convolution, filters: 2, stride: 2 },
          { ...convolution, filters: 2, stride: 2 },
        ],
      },
      inputShape: [41, 53, 1],
      loss: 'softmaxCrossEntropy',
      batch: 4,
    },
  ];
  for (const { name, spec, inputShape, loss, batch } of stacks) {
    it(`agree with differences of a float64 loss on ${name}`, () => {
      const counts = compareWithDifferences({ model: resolveModel(spec, inputShape, 3, loss), batch, seed: 5 });
      assert.deepEqual(counts, { compared: 3, besideKinks: 0 });
    });
  }

  function compareWithDifferences(trial: Trial) {
    const counts = { compared: 0, besideKinks: 0 };
    for (const { difference, product, seen, norm } of probe(trial)) {
      if (difference.uncertainty > 1e-4 * norm + 1e-5) {
        counts.besideKinks++;
        continue;
      }
      counts.compared++;
      const limit = 1e-4 * seen + 1e-5 * norm + 1e-6;
      assert.ok(
        Math.abs(product - difference.value) <= limit,
        `${product}, but differences say ${difference.value} ± ${difference.uncertainty}; allowed are ${limit}`,
      );
    }
    return counts;
  }

  /**
   * vᵀHv, and uᵀHv for a random u over all parameters and over one random tensor; with the norms of what u sees of Hv
   * and of all of it.
   */
  function* probe({ model, batch, seed }: Trial) {
    const parameters = scatteredParameters(model, seed);
    const samples = randomSamples(model, batch, seed);
    const count = model.parameterCount;
    const v = unitVector(count, seed);
    const { product } = learnerFor(model, batch, seed).hessianVectorProduct(samples, v);
    const norm = Math.hypot(...product);
    const views = model.layers.flatMap((layer) => layer.parameters);
    const { offset, size } = views[seed % views.length] ?? { offset: 0, size: count };
    for (const u of [v, unitVector(count, seed + 1), unitVector(count, seed + 2, offset, size)]) {
      const difference = secondDifference(model, parameters, samples, { seed, step: 0 }, u, v);
      const seen = Math.hypot(...product.filter((_, i) => u[i] !== 0));
      yield { difference, product: dot(u, product), seen, norm };
    }
  }

  it('are symmetric and linear, and come with the very loss and gradient', () => {
    fc.assert(
      fc.property(trials, ({ model, batch, seed }) => {
        const samples = randomSamples(model, batch, seed);
        const learner = learnerFor(model, batch, seed);
        const [u, v] = [unitVector(model.parameterCount, seed), unitVector(model.parameterCount, seed + 1)];
        const alongU = learner.hessianVectorProduct(samples, u);
        const alongV = learner.hessianVectorProduct(samples, v);
        const size = Math.hypot(...alongU.product) + Math.hypot(...alongV.product);
        assertClose('symmetry', [dot(u, alongV.product)], [dot(v, alongU.product)], 0, 1e-5 * size + 1e-6);

        const sum = u.map((value, i) => 2 * value - 3 * (v[i] ?? 0));
        const expected = alongU.product.map((value, i) => 2 * value - 3 * (alongV.product[i] ?? 0));
        assertClose('linearity', learner.hessianVectorProduct(samples, sum).product, expected, 0, 1e-4 * size + 1e-5);

        assert.deepEqual({ loss: alongU.loss, gradient: alongU.gradient }, learner.gradient(samples));
        assert.deepEqual(learner.gradient(samples), learnerFor(model, batch, seed, false).gradient(samples));
      }),
      { numRuns: 150, seed: 2 },
    );
  });

  it('are 2/n · XᵀX for linear regression, exactly', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [], activation: 'relu' }, [2], 1, 'meanSquaredError');
    const learner = learnerFor(model, 3, 4);
    const samples = { inputs: Float32Array.of(1, 2, -3, 0, 5, 1), targets: Float32Array.of(1, 0, -2), count: 3 };
    // Columns of X: the two inputs, and ones for the bias.
    const hessian = [
      [35, 7, 3],
      [7, 5, 3],
      [3, 3, 3],
    ];
    hessian.forEach((column, index) => {
      const { product } = learner.hessianVectorProduct(samples, Float32Array.of(0, 0, 0).fill(1, index, index + 1));
      assertClose(
        'column',
        product,
        column.map((value) => (2 / 3) * value),
        1e-6,
      );
    });
  });

  it('are xxᵀ ⊗ (diag p - ppᵀ) for logistic regression', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [], activation: 'relu' }, [1], 2, 'softmaxCrossEntropy');
    const learner = learnerFor(model, 1, 5);
    learner.writeParameters(Float32Array.of(Math.log(3), 0, 0, 0));
    const samples = { inputs: Float32Array.of(1), targets: Float32Array.of(1), count: 1 };
    // Probabilities 3/4 and 1/4, so diag p - ppᵀ = 3/16 · [1 -1; -1 1], for weights and biases alike.
    const { loss, gradient, product } = learner.hessianVectorProduct(samples, Float32Array.of(1, 0, 0, 0));
    assertClose('product', product, [3 / 16, -3 / 16, 3 / 16, -3 / 16], 1e-6);
    assertClose('gradient', gradient, [3 / 4, -3 / 4, 3 / 4, -3 / 4], 1e-6);
    assertClose('loss', [loss], [Math.log(4)], 1e-6);
  });

  it('give the same bits with both tiles, in a larger learner and after other work', async () => {
    const engines = [
      await loadFusedEngine({ fastMath: false, tile: '4x8' }),
      await loadFusedEngine({ fastMath: false, tile: '5x8' }),
    ];
    fc.assert(
      fc.property(trials, fc.integer({ min: 1, max: 5 }), ({ model, batch, seed }, room) => {
        const samples = randomSamples(model, batch, seed);
        const vector = unitVector(model.parameterCount, seed);
        const [first, second] = engines.map((own) => learnerFor(model, batch, seed, true, own));
        const expected = first?.hessianVectorProduct(samples, vector);
        assert.deepEqual(second?.hessianVectorProduct(samples, vector), expected);

        const roomy = learnerFor(model, batch + room, seed);
        const other = randomSamples(model, batch + room, seed + 1);
        roomy.hessianVectorProduct(other, unitVector(model.parameterCount, seed + 1));
        roomy.predict(other.inputs, other.count);
        assert.deepEqual(roomy.hessianVectorProduct(samples, vector), expected);
      }),
      { numRuns: 80, seed: 3 },
    );
  });

  it('take memory only where they are asked for, and say so where they are not', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [40, 40], activation: 'tanh' }, [1], 1, 'meanSquaredError');
    const [firstOrder, secondOrder] = [learnerFor(model, 10, 6, false), learnerFor(model, 10, 6)];
    assert.ok(secondOrder.memoryBytes > firstOrder.memoryBytes + 2 * 4 * model.parameterCount);
    const samples = randomSamples(model, 10, 7);
    assert.throws(
      () => firstOrder.hessianVectorProduct(samples, new Float32Array(model.parameterCount)),
      /secondOrder/,
    );
    assert.throws(() => secondOrder.hessianVectorProduct(samples, new Float32Array(3)), /vector.*expected \d+ values/i);
    assert.throws(
      () => secondOrder.hessianVectorProduct(randomSamples(model, 11, 8), new Float32Array(model.parameterCount)),
      RangeError,
    );
    secondOrder.dispose();
    assert.throws(() => secondOrder.hessianVectorProduct(samples, new Float32Array(model.parameterCount)), /disposed/);
  });

  it('are refused beforehand where a model fits into memory only without them', () => {
    const spec: ModelSpec = { kind: 'mlp', hidden: [1000, 1000, 1000], activation: 'tanh' };
    const model = resolveModel(spec, [1], 1, 'meanSquaredError');
    const options = optionsFor(model, 60_000, { maxPredictionBatch: 5 });
    assert.ok(compileModel(options).plan.place(0) < 2 ** 31);
    assert.throws(
      () => engine().createLearner({ ...options, secondOrder: true }),
      (error) => error instanceof ModelError && /GiB.*[Uu]se smaller batches/.test(error.message),
    );
  });

  it('leave parameters and optimizer state as they are', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [5], activation: 'relu' }, [3], 2, 'meanSquaredError');
    const learner = learnerFor(model, 4, 8);
    learner.hessianVectorProduct(randomSamples(model, 4, 9), unitVector(model.parameterCount, 10));
    assert.deepEqual(parametersOf(learner), scatteredParameters(model, 8));
    assert.equal(learner.readOptimizerState().steps, 0);
  });
});
