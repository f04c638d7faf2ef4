// What every faster way through a convolution is held to, whichever it is: the gradients of tfjs, closeness to float64,
// the same bits always.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { SpecOf } from '../../../src/engine/fused/program/layerProgram.ts';
import { type Model, type ResolvedLayer, resolveModel } from '../../../src/engine/model.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, type Trial } from './arbitraries.ts';
import { outputsInFloat64 } from './float64Model.ts';
import { optionsFor, startLearner, useFusedEngine, useReference } from './startedLearner.ts';

type Convolution = SpecOf<'conv2d'>;

/** Whether a way suits a layer and its convolution. */
export type Suits = (layer: ResolvedLayer, convolution: Convolution) => boolean;

/** Convolutions that a way suits, apart from the first layer: nothing before that one learns. */
export function countSuited(model: Model, suits: Suits): number {
  return model.layers.slice(1).filter((layer) => layer.spec.kind === 'conv2d' && suits(layer, layer.spec)).length;
}

/** What a random stack is built of. */
export interface StackChoice {
  /** 3 × 3, stride 1, padding "same", biased or not; the filters are yet to be named. */
  readonly convolution: Omit<Convolution, 'filters'>;
  readonly filters: readonly [number, number, number];
  readonly padding: 'same' | 'valid';
  readonly activation: LayerSpec;
}

/**
 * Stacks over images of 3 to `largestSide` pixels a side, as `build` makes them; those without a convolution that suits
 * are left out.
 */
export function convolutionTrials(
  ranges: { readonly largestSide: number; readonly channels: number; readonly filters: { min: number; max: number } },
  activations: readonly LayerSpec[],
  suits: Suits,
  build: (choice: StackChoice) => LayerSpec[],
): fc.Arbitrary<Trial> {
  const side = fc.integer({ min: 3, max: ranges.largestSide });
  const filters = fc.integer(ranges.filters);
  return fc
    .record({
      height: side,
      width: side,
      filters: fc.tuple(filters, filters, filters),
      padding: fc.constantFrom('same' as const, 'valid' as const),
      bias: fc.boolean(),
      activation: fc.constantFrom(...activations),
      batch: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
    })
    .map(({ height, width, bias, batch, seed, ...choice }) => {
      const convolution = { kind: 'conv2d', kernel: 3, stride: 1, padding: 'same', bias } as const;
      const spec = { kind: 'layers', layers: build({ ...choice, convolution }) } as const;
      return { model: resolveModel(spec, [height, width, ranges.channels], 3, 'softmaxCrossEntropy'), batch, seed };
    })
    .filter(({ model }) => countSuited(model, suits) > 0);
}

/** Registers the tests. Gradients may be off by `gradient` of their norm, and by `floor` beside it. */
export function itAgreesWithTfjs(
  trials: fc.Arbitrary<Trial>,
  numRuns: number,
  { gradient: tolerance, floor }: { readonly gradient: number; readonly floor: number },
): void {
  const fused = useFusedEngine();
  const reference = useReference();
  it('has the gradients of tfjs for any size, padding and number of channels', () => {
    const property = fc.property(trials, ({ model, batch, seed }) => {
      const samples = randomSamples(model, batch, seed);
      const expected = reference().gradient(model, scatteredParameters(model, seed), samples);
      const actual = startLearner(fused(), optionsFor(model, batch), seed).gradient(samples);
      assertClose('loss', [actual.loss], [expected.loss], 1e-5);
      assertClose('gradient', actual.gradient, expected.gradient, tolerance, floor);
    });
    fc.assert(property, { numRuns, seed: 1 });
  });
}

export function itIsNearFloat64(trials: fc.Arbitrary<Trial>, numRuns: number, tolerance: number): void {
  const fused = useFusedEngine();
  it(`is within ${tolerance} of float64`, () => {
    const property = fc.property(trials, ({ model, batch, seed }) => {
      const samples = randomSamples(model, batch, seed);
      const expected = outputsInFloat64(model, scatteredParameters(model, seed), samples);
      const outputs = startLearner(fused(), optionsFor(model, batch), seed).predict(samples.inputs, batch);
      assertClose('outputs', outputs, expected, tolerance);
    });
    fc.assert(property, { numRuns, seed: 2 });
  });
}

/** The larger learner has other work behind it, which has filled its memory. */
export function itHasTheSameBitsAlways(trials: fc.Arbitrary<Trial>, numRuns: number): void {
  const fused = useFusedEngine();
  it('gives the same bits with every tile and every capacity', async () => {
    const other = await loadFusedEngine({ fastMath: false, tile: fused().variant.endsWith('4x8') ? '5x8' : '4x8' });
    const property = fc.property(trials, fc.integer({ min: 1, max: 5 }), ({ model, batch, seed }, room) => {
      const samples = randomSamples(model, batch, seed);
      const roomy = startLearner(other, optionsFor(model, batch + room), seed);
      roomy.gradient(randomSamples(model, batch + room, seed + 1));
      assert.deepEqual(
        roomy.gradient(samples),
        startLearner(fused(), optionsFor(model, batch), seed).gradient(samples),
      );
    });
    fc.assert(property, { numRuns, seed: 3 });
  });
}
