// Batch norm, ReLU and pooling as one operation, behind a convolution of the samples: any image and any batch, as with
// tfjs.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveModel } from '../../../src/engine/model.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters } from './arbitraries.ts';
import { itAgreesWithTfjs, itHasTheSameBitsAlways } from './fasterConvolutions.ts';
import { optionsFor, startLearner, useFusedEngine } from './startedLearner.ts';

const trials = fc
  .record({
    height: fc.integer({ min: 4, max: 13 }),
    width: fc.integer({ min: 4, max: 13 }),
    channels: fc.integer({ min: 1, max: 6 }),
    filters: fc.integer({ min: 1, max: 27 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    rectified: fc.constantFrom('never' as const, 'before' as const, 'behind' as const),
    whole: fc.boolean(),
    bias: fc.boolean(),
    batch: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  })
  .filter(({ height, width, kernel, stride, padding }) => {
    const outputs = (size: number) => Math.ceil((padding === 'same' ? size : size - kernel + 1) / stride);
    return outputs(height) >= 2 && outputs(width) >= 2;
  })
  .map(({ height, width, channels, filters, kernel, stride, padding, rectified, whole, bias, batch, seed }) => {
    const rectifier = (where: typeof rectified) => (rectified === where ? [{ kind: 'relu' } as const] : []);
    const layers: LayerSpec[] = [
      { kind: 'conv2d', filters, kernel, stride, padding, bias },
      { kind: 'batchNorm', epsilon: 1e-3 },
      ...rectifier('before'),
      { kind: 'maxPool', size: 2, stride: 2, padding: whole ? 'valid' : 'same' },
      ...rectifier('behind'),
    ];
    return {
      model: resolveModel({ kind: 'layers', layers }, [height, width, channels], 3, 'softmaxCrossEntropy'),
      batch,
      seed,
    };
  });

describe('batch norm with pooling', () => {
  const fused = useFusedEngine();
  itAgreesWithTfjs(trials, 150, { gradient: 1e-4, floor: 1e-5 });
  itHasTheSameBitsAlways(trials, 50);

  it('is the same, bit for bit, whether ReLU stands before pooling or behind it', () => {
    const orders: readonly (readonly LayerSpec[])[] = [
      [{ kind: 'relu' }, { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' }],
      [{ kind: 'maxPool', size: 2, stride: 2, padding: 'same' }, { kind: 'relu' }],
    ];
    const [first, second] = orders.map((order) => {
      const layers: LayerSpec[] = [
        { kind: 'conv2d', filters: 3, kernel: 3, stride: 1, padding: 'same', bias: false },
        { kind: 'batchNorm', epsilon: 1e-3 },
        ...order,
      ];
      const model = resolveModel({ kind: 'layers', layers }, [8, 6, 2], 3, 'softmaxCrossEntropy');
      const samples = randomSamples(model, 4, 7);
      return startLearner(fused(), optionsFor(model, 4), scatteredParameters(model, 8)).gradient(samples);
    });
    assert.deepEqual(second, first);
  });

  it('puts the gradient by an image in the place of the image', () => {
    const layers: LayerSpec[] = [
      { kind: 'conv2d', filters: 32, kernel: 3, stride: 1, padding: 'same', bias: false },
      { kind: 'batchNorm', epsilon: 1e-3 },
      { kind: 'relu' },
      { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
    ];
    const model = resolveModel({ kind: 'layers', layers }, [32, 32, 1], 3, 'softmaxCrossEntropy');
    const imageBytes = 40 * 32 * 32 * 32 * 4;
    const bytesWith = (secondOrder: boolean) =>
      startLearner(fused(), { ...optionsFor(model, 40), secondOrder }, scatteredParameters(model, 1)).memoryBytes;
    // The image, and a quarter of it four times: pooled, the gradient by that, which cell won, and its value.
    const first = bytesWith(false);
    assert.ok(first > 2 * imageBytes && first < 2.5 * imageBytes, `${first} bytes, ${imageBytes} of the image`);
    // Derivatives along a vector read the image once more.
    assert.ok(bytesWith(true) > 5 * imageBytes);
  });

  it('keeps its variance where the mean is large', () => {
    const layers: LayerSpec[] = [
      { kind: 'conv2d', filters: 1, kernel: 1, stride: 1, padding: 'same', bias: false },
      { kind: 'batchNorm', epsilon: 1e-3 },
      { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
    ];
    const model = resolveModel({ kind: 'layers', layers }, [8, 8, 1], 1, 'meanSquaredError');
    const parameters = scatteredParameters(model, 3).fill(1, 0, 2);
    const samples = randomSamples(model, 4, 4);
    const moved = { ...samples, inputs: samples.inputs.map((value) => Math.fround(value + 1000)) };
    const centred = { ...moved, inputs: moved.inputs.map((value) => value - 1000) };
    const [high, low] = [moved, centred].map(({ inputs }) =>
      startLearner(fused(), optionsFor(model, 4), parameters).predict(inputs, 4),
    );
    assertClose('outputs', high ?? [], low ?? [], 1e-4);
  });

  it('lets not-a-number pass, so that divergence shows', () => {
    const layers: LayerSpec[] = [
      { kind: 'conv2d', filters: 2, kernel: 1, stride: 1, padding: 'same', bias: false },
      { kind: 'batchNorm', epsilon: 1e-3 },
      { kind: 'relu' },
      { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
    ];
    const model = resolveModel({ kind: 'layers', layers }, [3, 3, 1], 1, 'meanSquaredError');
    const samples = randomSamples(model, 2, 5);
    samples.inputs[1] = Number.NaN;
    assert.ok(Number.isNaN(startLearner(fused(), optionsFor(model, 2), 6).gradient(samples).loss));
  });
});
