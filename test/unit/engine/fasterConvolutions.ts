// What every faster way through a convolution is held to, whichever it is: the gradients of tfjs, closeness to float64, the same bits always.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { SpecOf } from '../../../src/engine/fused/layerProgram.ts';
import { type Model, type ResolvedLayer, resolveModel } from '../../../src/engine/model.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import type { Reference } from '../../support/tfjsCpu.ts';
import { assertClose, randomSamples, scatteredParameters, type Trial } from './arbitraries.ts';
import { outputsInFloat64 } from './float64Model.ts';
import { optionsFor, startLearner } from './startedLearner.ts';

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

/** Stacks over images of 3 to `largestSide` pixels a side, as `build` makes them; those without a convolution that suits are left out. */
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

export function assertGradientsOfTfjs(
  engine: FusedEngine,
  reference: Reference,
  { model, batch, seed }: Trial,
  tolerance: number,
  floor: number,
): void {
  const samples = randomSamples(model, batch, seed);
  const expected = reference.gradient(model, scatteredParameters(model, seed), samples);
  const actual = startLearner(engine, optionsFor(model, batch), seed).gradient(samples);
  assertClose('loss', [actual.loss], [expected.loss], 1e-5);
  assertClose('gradient', actual.gradient, expected.gradient, tolerance, floor);
}

export function assertOutputsNearFloat64(engine: FusedEngine, { model, batch, seed }: Trial, tolerance: number): void {
  const samples = randomSamples(model, batch, seed);
  const expected = outputsInFloat64(model, scatteredParameters(model, seed), samples);
  const outputs = startLearner(engine, optionsFor(model, batch), seed).predict(samples.inputs, batch);
  assertClose('outputs', outputs, expected, tolerance);
}

/** Compares with a learner of `other`, whose capacity is larger by `room` samples and whose memory other work has filled. */
export function assertSameBits(engine: FusedEngine, other: FusedEngine, { model, batch, seed }: Trial, room: number): void {
  const samples = randomSamples(model, batch, seed);
  const roomy = startLearner(other, optionsFor(model, batch + room), seed);
  roomy.gradient(randomSamples(model, batch + room, seed + 1));
  assert.deepEqual(roomy.gradient(samples), startLearner(engine, optionsFor(model, batch), seed).gradient(samples));
}

/** The engine with the tile that `engine` has not. */
export function loadOtherTile(engine: FusedEngine): Promise<FusedEngine> {
  return loadFusedEngine({ fastMath: false, tile: engine.variant.endsWith('4x8') ? '5x8' : '4x8' });
}
