// Compares two engines on random models: gradients, an optimizer step and Hessian-vector products have to agree.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Engine, Learner } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { InnerOptimizer, LayerSpec } from '../../../src/experiment/schema.ts';
import {
  assertClose,
  optimizers,
  randomSamples,
  scatteredParameters,
  type Trial,
  trials,
  tryResolve,
} from './arbitraries.ts';
import { dot, unitVector } from './secondDifferences.ts';
import { optionsFor, parametersOf, startLearner } from './startedLearner.ts';

/** Relative, in the Euclidean norm over all parameters. */
const tolerance = 1e-4;

/** A trial that fast-check prints as text, from which a test can be written. */
export interface ParityTrial extends Trial {
  readonly optimizer: InnerOptimizer;
}

export const parityTrials = withOptimizer(trials);

/** Convolutions of as many channels as networks for images have, for which fused has algorithms of their own. */
export const wideTrials = withOptimizer(
  fc
    .record({
      blocks: fc.array(
        fc.record({
          filters: fc.integer({ min: 16, max: 34 }),
          stride: fc.integer({ min: 1, max: 2 }),
          padding: fc.constantFrom('same' as const, 'valid' as const),
          bias: fc.boolean(),
          after: fc.constantFrom<readonly LayerSpec[]>(
            [{ kind: 'tanh' }],
            [{ kind: 'batchNorm', epsilon: 1e-3 }, { kind: 'relu' }],
            [
              { kind: 'batchNorm', epsilon: 1e-3 },
              { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
            ],
          ),
        }),
        { minLength: 2, maxLength: 3 },
      ),
      height: fc.integer({ min: 7, max: 20 }),
      width: fc.integer({ min: 7, max: 20 }),
      batch: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    })
    .map(({ blocks, height, width, batch, seed }) => {
      const layers = blocks.flatMap(({ after, ...sizes }): LayerSpec[] => [
        { kind: 'conv2d', kernel: 3, ...sizes },
        ...after,
      ]);
      return {
        model: tryResolve({ kind: 'layers', layers }, [height, width, 3], 5, 'softmaxCrossEntropy'),
        batch,
        seed,
      };
    })
    .filter((trial): trial is Trial => trial.model !== undefined),
);

/** Convolutions of samples so wide that they are read without writing windows out, then of more channels than a block of terms. */
export const largeTrials = withOptimizer(
  fc
    .record({
      filters: fc.constantFrom(8, 32, 40, 64),
      deep: fc.constantFrom(32, 72, 136),
      kernel: fc.constantFrom(3, 5),
      stride: fc.integer({ min: 1, max: 2 }),
      padding: fc.constantFrom('same' as const, 'valid' as const),
      height: fc.integer({ min: 9, max: 30 }),
      width: fc.integer({ min: 24, max: 60 }),
      channels: fc.integer({ min: 2, max: 4 }),
      batch: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
    })
    .map(({ filters, deep, kernel, stride, padding, height, width, channels, batch, seed }) => {
      const layers: LayerSpec[] = [
        { kind: 'conv2d', filters, kernel, stride, padding, bias: false },
        { kind: 'tanh' },
        { kind: 'conv2d', filters: deep, kernel: 3, stride: 2, padding, bias: true },
        { kind: 'tanh' },
        { kind: 'conv2d', filters: 64, kernel: 3, stride: 1, padding: 'same', bias: true },
        { kind: 'averagePool', size: 4, stride: 4, padding: 'same' },
      ];
      return {
        model: tryResolve({ kind: 'layers', layers }, [height, width, channels], 5, 'softmaxCrossEntropy'),
        batch,
        seed,
      };
    })
    .filter((trial): trial is Trial => trial.model !== undefined),
);

function withOptimizer(among: fc.Arbitrary<Trial>): fc.Arbitrary<ParityTrial> {
  return fc
    .tuple(among, optimizers)
    .map(([trial, optimizer]) => ({ ...trial, optimizer, [fc.toStringMethod]: () => describeTrial(trial, optimizer) }));
}

/** What a trial measures. */
interface Measured {
  readonly loss: readonly [number];
  readonly gradient: Float32Array;
  readonly product: Float32Array;
  readonly losses: Float32Array;
  /** By how much one step of the optimizer, from a state with moments, moves the parameters. */
  readonly step: Float32Array;
  readonly moments: Float32Array;
}

/** Requires that `actual` measures what `expected` does. */
export function assertParity(actual: Engine, expected: Engine, trial: ParityTrial): void {
  const [own, wanted] = [measure(actual, trial), measure(expected, trial)];
  // A step is the difference of rounded parameters, however short it is.
  const start = scatteredParameters(trial.model, trial.seed);
  const shortestStep = 2e-7 * Math.sqrt(dot(start, start));
  assertClose('loss', own.loss, wanted.loss, tolerance);
  assertClose('gradient', own.gradient, wanted.gradient, tolerance);
  assertClose('Hessian-vector product', own.product, wanted.product, tolerance);
  assertClose('loss before the step', own.losses, wanted.losses, tolerance);
  assertClose('step', own.step, wanted.step, tolerance, shortestStep);
  assertClose('moments after the step', own.moments, wanted.moments, 2 * tolerance);
}

/** Requires that `actual` measures what `expected` does, to the last bit. */
export function assertSameBits(actual: Engine, expected: Engine, trial: ParityTrial): void {
  assert.deepEqual(measure(actual, trial), measure(expected, trial));
}

function measure(engine: Engine, trial: ParityTrial): Measured {
  const { model, batch, seed } = trial;
  const learner = startedLearner(engine, trial);
  try {
    const samples = randomSamples(model, batch, seed);
    const before = parametersOf(learner);
    const { loss, gradient } = learner.gradient(samples);
    const { product } = learner.hessianVectorProduct(samples, unitVector(model.parameterCount, seed));
    const losses = learner.takeInnerSteps(samples, batch);
    return {
      loss: [loss],
      gradient,
      product,
      losses,
      step: parametersOf(learner).map((value, i) => value - (before[i] ?? Number.NaN)),
      moments: learner.readOptimizerState().moments,
    };
  } finally {
    learner.dispose();
  }
}

/** At scattered parameters, after three steps of an optimizer whose moments are not 0. */
export function startedLearner(engine: Engine, { model, batch, seed, optimizer }: ParityTrial): Learner {
  const learner = startLearner(engine, optionsFor(model, batch, { optimizer, secondOrder: true }), seed);
  const random = randomStream(seed, 'training-task');
  const { moments } = learner.readOptimizerState();
  learner.writeOptimizerState({ steps: 3, moments: moments.map(() => 0.1 * random.uniform()) });
  learner.seedDropout(seed >>> 0);
  return learner;
}

function describeTrial({ model, batch, seed }: Trial, optimizer: InnerOptimizer): string {
  const lines = [
    `input [${model.inputShape.join(' × ')}], ${model.loss}, batch ${batch}, seed ${seed}, ${JSON.stringify(optimizer)}`,
    ...model.layers.map(({ spec, outputShape }) => `  ${JSON.stringify(spec)} → [${outputShape.join(' × ')}]`),
  ];
  return `\n${lines.join('\n')}\n`;
}
