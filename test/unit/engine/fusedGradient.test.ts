// Outputs, losses and gradients of the fused engine: against tfjs-core's autodiff, and against differences of a float64
// loss.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DropoutMoment } from '../../../src/engine/dropoutMask.ts';
import { type Model, resolveModel } from '../../../src/engine/model.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, trials } from './arbitraries.ts';
import { differenceQuotient } from './float64Model.ts';
import { type NamedStack, paperModels } from './paperModels.ts';
import { optionsFor, parametersOf, startLearner, useFusedEngine, useReference } from './startedLearner.ts';

/** Where a learner's dropout starts. */
const firstStep: DropoutMoment = { seed: 0, step: 0 };

describe('fused gradients', () => {
  const engine = useFusedEngine();
  const reference = useReference();

  function learnerFor(model: Model, batch: number, parameters: Float32Array) {
    return startLearner(engine(), optionsFor(model, batch), parameters);
  }

  it('come with the outputs of tfjs on any stack of layers', () => {
    fc.assert(
      fc.property(trials, ({ model, batch, seed }) => {
        const parameters = scatteredParameters(model, seed);
        const { inputs } = randomSamples(model, batch, seed);
        const outputs = reference().predict(model, parameters, inputs, batch);
        assertClose('outputs', learnerFor(model, batch, parameters).predict(inputs, batch), outputs, 1e-5);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  const stacks: readonly NamedStack[] = [
    ...paperModels,
    {
      name: 'average pooling, a sigmoid and a global mean',
      spec: {
        kind: 'layers',
        layers: [
          { kind: 'conv2d', filters: 5, kernel: 3, stride: 1, padding: 'same', bias: true },
          { kind: 'sigmoid' },
          { kind: 'averagePool', size: 3, stride: 2, padding: 'same' },
          { kind: 'conv2d', filters: 9, kernel: 2, stride: 1, padding: 'same', bias: false },
          { kind: 'globalPool', reduce: 'average' },
        ],
      },
      inputShape: [6, 5, 2],
      loss: 'softmaxCrossEntropy',
      batch: 3,
    },
    {
      name: 'a text and dropout',
      spec: {
        kind: 'layers',
        layers: [
          { kind: 'embeddingBag', tokens: 7, units: 9 },
          { kind: 'dropout', rate: 0.3 },
          { kind: 'dense', units: 11, bias: true },
          { kind: 'relu' },
          { kind: 'dropout', rate: 0.5 },
        ],
      },
      inputShape: [6],
      loss: 'softmaxCrossEntropy',
      batch: 5,
    },
    {
      name: 'a Gaussian policy',
      spec: { kind: 'mlp', hidden: [9, 7], activation: 'sigmoid' },
      inputShape: [4],
      loss: 'policyGradient',
      batch: 5,
    },
  ];
  for (const { name, spec, inputShape, loss, batch } of stacks) {
    it(`agree with differences of a float64 loss on ${name}`, () => {
      const model = resolveModel(spec, inputShape, 3, loss);
      const parameters = scatteredParameters(model, 5);
      const samples = randomSamples(model, batch, 6);
      const { gradient } = learnerFor(model, batch, parameters).gradient(samples);
      const random = randomStream(7, 'split');
      const chosen = model.layers.flatMap((layer) =>
        layer.parameters.flatMap(({ offset, size }) => Array.from({ length: 4 }, () => offset + random.integer(size))),
      );
      const differences = chosen.map((index) => differenceQuotient(model, parameters, samples, firstStep, index));
      const own = chosen.map((index) => gradient[index] ?? Number.NaN);
      assertClose('gradient', own, differences, 1e-4, 1e-6);
    });
  }

  it('agree with tfjs where an image has more pixels than the kernels take at a time', () => {
    const convolution: LayerSpec = { kind: 'conv2d', filters: 3, kernel: 3, stride: 1, padding: 'same', bias: false };
    const layers: LayerSpec[] = [
      { ...convolution, stride: 2 },
      convolution,
      { kind: 'tanh' },
      { ...convolution, kernel: 4, padding: 'valid' },
    ];
    const model = resolveModel({ kind: 'layers', layers }, [41, 39, 2], 2, 'softmaxCrossEntropy');
    const parameters = scatteredParameters(model, 13);
    const samples = randomSamples(model, 4, 14);
    const { gradient } = learnerFor(model, 4, parameters).gradient(samples);
    assertClose('gradient', gradient, reference().gradient(model, parameters, samples).gradient, 1e-4);
  });

  it('reach the first of equal cells of a pooling window, as with tfjs', () => {
    const layers: LayerSpec[] = [
      { kind: 'conv2d', filters: 2, kernel: 1, stride: 1, padding: 'same', bias: false },
      { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
    ];
    const model = resolveModel({ kind: 'layers', layers }, [5, 5, 1], 1, 'meanSquaredError');
    const parameters = scatteredParameters(model, 11).fill(0, 0, 2);
    const samples = randomSamples(model, 3, 12);
    const { gradient } = learnerFor(model, 3, parameters).gradient(samples);
    assertClose('gradient', gradient, reference().gradient(model, parameters, samples).gradient, 1e-5);
    assert.ok(Math.abs(gradient[0] ?? 0) > 0.001, 'the kernel has a gradient');
  });

  it('leave the parameters as they are', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [5], activation: 'relu' }, [3], 2, 'meanSquaredError');
    const parameters = scatteredParameters(model, 8);
    const learner = learnerFor(model, 4, parameters);
    learner.gradient(randomSamples(model, 4, 9));
    assert.deepEqual(parametersOf(learner), parameters);
  });

  it('have a tanh within a few units in the last place, which never exceeds 1', () => {
    const model = resolveModel({ kind: 'layers', layers: [{ kind: 'tanh' }] }, [1], 1, 'meanSquaredError');
    const arguments_ = Float32Array.from({ length: 20_000 }, (_, i) => (i - 10_000) / 800);
    const learner = learnerFor(model, arguments_.length, Float32Array.of(1, 0));
    learner.predict(arguments_, arguments_.length).forEach((value, i) => {
      const exact = Math.tanh(arguments_[i] ?? 0);
      assert.ok(Math.abs(value - exact) <= 5e-7 * Math.abs(exact), `tanh(${arguments_[i]}) = ${value}`);
      assert.ok(Math.abs(value) <= 1);
    });
  });

  it('let infinities and not-a-number pass, so that divergence shows', () => {
    for (const activation of ['tanh', 'relu', 'sigmoid'] as const) {
      const model = resolveModel({ kind: 'mlp', hidden: [4], activation }, [2], 1, 'meanSquaredError');
      const learner = learnerFor(model, 2, scatteredParameters(model, 10));
      const { loss } = learner.gradient({
        inputs: Float32Array.of(Number.NaN, 0, 1, 1),
        targets: Float32Array.of(0, 0),
        count: 2,
      });
      assert.ok(Number.isNaN(loss), activation);
    }
  });
});
