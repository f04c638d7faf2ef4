// The fused engine's layers at their edges: ties, windows larger than the image, special values, the accuracy of
// functions.

import assert from 'node:assert/strict';
import type { Learner } from '../../../src/engine/learner.ts';
import { meanLoss } from '../../../src/engine/loss.ts';
import { type Model, resolveModel, type Shape } from '../../../src/engine/model.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters } from './arbitraries.ts';
import { optionsFor, startLearner, useFusedEngine, useReference } from './startedLearner.ts';

describe('fused layers', () => {
  const engine = useFusedEngine();
  const reference = useReference();

  function learnerFor(model: Model, batch: number, parameters: Float32Array): Learner {
    return startLearner(engine(), optionsFor(model, batch), parameters);
  }

  function assertAgreesWithTfjs(layers: LayerSpec[], inputShape: Shape, batch: number): void {
    const model = resolveModel({ kind: 'layers', layers }, inputShape, 3, 'softmaxCrossEntropy');
    const parameters = scatteredParameters(model, 21);
    const samples = randomSamples(model, batch, 22);
    const learner = learnerFor(model, batch, parameters);
    const outputs = reference().predict(model, parameters, samples.inputs, batch);
    assertClose('outputs', learner.predict(samples.inputs, batch), outputs, 1e-5);
    const expected = reference().gradient(model, parameters, samples);
    assertClose('gradient', learner.gradient(samples).gradient, expected.gradient, 1e-5);
  }

  /** What `layer` makes of each of `values`, one value a sample. */
  function applyToEach(layer: LayerSpec, values: Float32Array): Float32Array {
    const model = resolveModel({ kind: 'layers', layers: [layer] }, [1], 1, 'meanSquaredError');
    return learnerFor(model, values.length, Float32Array.of(1, 0)).predict(values, values.length);
  }

  describe('convolution of the samples', () => {
    for (const width of [1, 2, 3, 4]) {
      it(`has the windows of tfjs where the image is ${width} wide, whatever kernel and stride`, () => {
        for (const kernel of [1, 2, 3, 4, 5]) {
          for (const stride of [1, 2, 3, 4]) {
            const convolution = { kind: 'conv2d', filters: 3, kernel, stride, padding: 'same', bias: true } as const;
            assertAgreesWithTfjs([convolution], [6, width, 2], 3);
            assertAgreesWithTfjs([convolution], [width, 6, 2], 3);
          }
        }
      });
    }
  });

  describe('sigmoid', () => {
    it('is within 3 units in the last place, subnormal results included', () => {
      const values = Float32Array.from({ length: 60_000 }, (_, i) => (i - 31_500) / 300);
      applyToEach({ kind: 'sigmoid' }, values).forEach((value, i) => {
        const exact = 1 / (1 + Math.exp(-(values[i] ?? Number.NaN)));
        assert.ok(
          Math.abs(value - exact) <= 3 * unitInTheLastPlace(exact),
          `sigmoid(${values[i]}) = ${value}, not ${exact}`,
        );
      });
    });

    it('takes infinities to its limits and lets not-a-number pass', () => {
      const values = Float32Array.of(
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        0,
        -0,
        1000,
        -1000,
        Number.NaN,
      );
      assert.deepEqual([...applyToEach({ kind: 'sigmoid' }, values)], [1, 0, 0.5, 0.5, 1, 0, Number.NaN]);
    });

    it('leaves padding at 0, wherever it stands', () => {
      for (const units of [1, 7, 8, 9]) {
        const convolution = { kind: 'conv2d', filters: units, kernel: 2, stride: 1, padding: 'same' } as const;
        for (const before of [
          [],
          [{ ...convolution, bias: true }],
          [{ ...convolution, bias: false }],
          [
            { ...convolution, bias: false },
            { kind: 'batchNorm', epsilon: 1e-3 },
          ],
        ] satisfies LayerSpec[][]) {
          const after: LayerSpec[] = [
            { kind: 'sigmoid' },
            { kind: 'averagePool', size: 2, stride: 1, padding: 'same' },
          ];
          assertAgreesWithTfjs([...before, ...after, { kind: 'batchNorm', epsilon: 1e-3 }], [3, 4, 3], 4);
        }
      }
    });
  });

  describe('pooling', () => {
    const window = (kind: 'maxPool' | 'averagePool', size: number, stride: number): LayerSpec => ({
      kind,
      size,
      stride,
      padding: 'same',
    });

    it('takes windows larger than the image where padding is "same"', () => {
      for (const kind of ['maxPool', 'averagePool'] as const) {
        assertAgreesWithTfjs([window(kind, 7, 2)], [3, 2, 5], 2);
        assertAgreesWithTfjs([{ kind: 'relu' }, window(kind, 9, 9), { kind: 'flatten' }], [1, 1, 1], 1);
        assertAgreesWithTfjs([learnedPixels(3), window(kind, 6, 1)], [4, 5, 2], 3);
      }
    });

    it('counts no padding in a mean', () => {
      const model = resolveModel(
        { kind: 'layers', layers: [window('averagePool', 3, 2)] },
        [3, 3, 1],
        1,
        'meanSquaredError',
      );
      const learner = learnerFor(model, 1, Float32Array.of(1, 10, 100, 1000, 0));
      // Each window covers a corner of 2 × 2 pixels.
      const [output] = learner.predict(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 1);
      assert.equal(output, 3 + 40 + 600 + 7000);
    });

    it('takes the mean or the largest of all pixels of an image that is no square', () => {
      for (const reduce of ['average', 'max'] as const) {
        assertAgreesWithTfjs([learnedPixels(9), { kind: 'globalPool', reduce }], [2, 7, 3], 3);
        assertAgreesWithTfjs(
          [
            { kind: 'globalPool', reduce },
            { kind: 'dense', units: 3, bias: true },
          ],
          [5, 1, 11],
          1,
        );
      }
    });

    it('passes the gradient of a global maximum to the first of equal pixels', () => {
      const layers: LayerSpec[] = [learnedPixels(1), { kind: 'globalPool', reduce: 'max' }];
      const model = resolveModel({ kind: 'layers', layers }, [2, 2, 1], 1, 'meanSquaredError');
      // Pixel weight 1, pixel bias 0, output weight 1 and bias 0: the output is 3, the loss 9, its gradient by the
      // output 6.
      const { gradient } = learnerFor(model, 1, Float32Array.of(1, 0, 1, 0)).gradient({
        inputs: Float32Array.of(-1, 3, 3, 2),
        targets: Float32Array.of(0),
        count: 1,
      });
      assert.deepEqual([...gradient], [18, 6, 18, 6]);
    });

    it('lets not-a-number pass', () => {
      for (const layer of [window('averagePool', 2, 2), { kind: 'globalPool', reduce: 'average' } as const]) {
        const model = resolveModel({ kind: 'layers', layers: [layer] }, [2, 2, 1], 1, 'meanSquaredError');
        const [output] = learnerFor(model, 1, Float32Array.of(1, 0)).predict(Float32Array.of(1, Number.NaN, 2, 3), 1);
        assert.ok(Number.isNaN(output));
      }
    });
  });

  describe('embedding bag', () => {
    const bag: LayerSpec = { kind: 'embeddingBag', tokens: 5, units: 3 };
    const model = resolveModel({ kind: 'layers', layers: [bag] }, [4], 2, 'meanSquaredError');
    const table = Float32Array.from({ length: 15 }, (_, i) => i + 1);
    // Outputs: the sum of the embedding's values, and its last value.
    const parameters = Float32Array.of(...table, 1, 0, 1, 0, 1, 1, 0, 0);

    it('is the mean of the tokens present, each as often as it stands there, and 0 for none', () => {
      const inputs = Float32Array.of(
        ...[0, 1, 2, 3],
        ...[4, -1, 4, 1],
        ...[-1, -0.5, -2, Number.NEGATIVE_INFINITY],
        ...[-0, -1, -1, -1],
      );
      const outputs = learnerFor(model, 4, parameters).predict(inputs, 4);
      const expected = [(1 + 2 + 3 + 10 + 11 + 12) / 2, (3 + 12) / 2, (2 * 42 + 15) / 3, (2 * 15 + 6) / 3, 0, 0, 6, 3];
      assertClose('outputs', outputs, expected, 1e-7);
    });

    it('has no gradient where no token stands, and one for each place where one does', () => {
      const samples = { inputs: Float32Array.of(-1, -1, -1, -1, 3, -1, 3, 0), targets: new Float32Array(4), count: 2 };
      const { gradient } = learnerFor(model, 2, parameters).gradient(samples);
      const expected = reference().gradient(model, parameters, samples);
      assertClose('gradient', gradient, expected.gradient, 1e-6);
      const rows = Array.from({ length: 5 }, (_, token) =>
        gradient.slice(3 * token, 3 * token + 3).some((value) => value !== 0),
      );
      assert.deepEqual(rows, [true, false, false, true, false]);
    });

    it('refuses numbers that are no tokens before it uses them as addresses', () => {
      const learner = learnerFor(model, 1, parameters);
      for (const wrong of [5, 0.5, 1e9, Number.NaN, Number.POSITIVE_INFINITY]) {
        const inputs = Float32Array.of(0, wrong, -1, 1);
        const samples = { inputs, targets: new Float32Array(2), count: 1 };
        const refusal = (error: unknown) =>
          error instanceof RangeError && error.message === `Token ${wrong} is none of the 5 tokens, counted from 0.`;
        assert.throws(() => learner.predict(inputs, 1), refusal);
        assert.throws(() => learner.gradient(samples), refusal);
        assert.throws(() => learner.takeInnerSteps(samples, 1), refusal);
      }
    });
  });

  describe('Gaussian policy', () => {
    it('outputs means and log deviations, and measures the loss that evaluation measures', () => {
      for (const [components, batch] of [
        [1, 1],
        [2, 5],
        [4, 3],
        [9, 1],
      ] as const) {
        const model = resolveModel({ kind: 'mlp', hidden: [5], activation: 'tanh' }, [3], components, 'policyGradient');
        const parameters = scatteredParameters(model, 31);
        const samples = randomSamples(model, batch, 32);
        const learner = learnerFor(model, batch, parameters);
        const outputs = learner.predict(samples.inputs, batch);
        for (let sample = 0; sample < batch; sample++) {
          const row = outputs.slice(sample * 2 * components, (sample + 1) * 2 * components);
          assert.deepEqual(row.slice(components), parameters.slice(-components));
        }
        const { loss } = learner.gradient(samples);
        const measured = meanLoss('policyGradient', outputs, samples.targets, batch, model.outputSize);
        assertClose('loss', [loss], [measured], 1e-6);
      }
    });

    it('prefers actions with positive advantage, and is more certain of those it expects', () => {
      const model = resolveModel({ kind: 'mlp', hidden: [], activation: 'tanh' }, [1], 1, 'policyGradient');
      const learner = learnerFor(model, 1, Float32Array.of(0, 0, 0));
      const gradientFor = (action: number, advantage: number) =>
        learner.gradient({ inputs: Float32Array.of(1), targets: Float32Array.of(action, advantage), count: 1 })
          .gradient;
      // By weight and bias: -advantage · z; by the log deviation: -advantage · (z² - 1).
      assert.deepEqual([...gradientFor(2, 1)], [-2, -2, -3]);
      assert.deepEqual([...gradientFor(2, -1)], [2, 2, 3]);
      assert.deepEqual([...gradientFor(0.5, 1)], [-0.5, -0.5, 0.75]);
    });
  });
});

/** A convolution of single pixels, so that what follows has something before it that learns. */
function learnedPixels(filters: number): LayerSpec {
  return { kind: 'conv2d', filters, kernel: 1, stride: 1, padding: 'same', bias: true };
}

/** Distance of float32 numbers at `value`. */
function unitInTheLastPlace(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);
}
