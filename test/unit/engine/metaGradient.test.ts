// MAML's meta-gradient through several inner steps, composed of Hessian-vector products: against differences of the
// whole inner loop.

import assert from 'node:assert/strict';
import type { Learner, Samples } from '../../../src/engine/learner.ts';
import { type LossKind, type Model, resolveModel, type Shape } from '../../../src/engine/model.ts';
import type { ModelSpec } from '../../../src/experiment/schema.ts';
import { nativeEngines } from '../../support/nativeEngines.ts';
import { randomSamples, scatteredParameters } from './arbitraries.ts';
import { meanLossInFloat64 } from './float64Model.ts';
import { dot, unitVector } from './secondDifferences.ts';
import { optionsFor, parametersOf, startLearner, useFusedEngine } from './startedLearner.ts';

const BATCH = 4;
const STEPS = 3;
const LEARNING_RATE = 0.1;
/**
 * Of the differences: short, so that they cross no kink of ReLU and max pooling, and the inner ones shorter than those
 * around them.
 */
const STEP = { inner: 2e-5, outer: 1e-4 };

describe('MAML meta-gradients of Hessian-vector products', () => {
  const fused = useFusedEngine();
  const engines = [
    { on: 'in WebAssembly', engine: fused },
    ...nativeEngines('fma').map((own) => ({ on: `on ${own.variant}`, engine: () => own })),
  ];

  const stacks: { name: string; spec: ModelSpec; inputShape: Shape; loss: LossKind }[] = [
    {
      name: 'an MLP',
      spec: { kind: 'mlp', hidden: [5, 4], activation: 'tanh' },
      inputShape: [1],
      loss: 'meanSquaredError',
    },
    {
      name: 'a convnet with batch norm',
      spec: { kind: 'convnet', blocks: 2, filters: 2, downsampling: 'maxPool' },
      inputShape: [4, 4, 1],
      loss: 'softmaxCrossEntropy',
    },
  ];
  const trials = engines.flatMap((own) => stacks.map((stack) => ({ ...own, ...stack })));
  for (const { on, engine, name, spec, inputShape, loss } of trials) {
    it(`agree with differences through 3 inner steps of ${name}, ${on}`, () => {
      const model = resolveModel(spec, inputShape, 2, loss);
      const initial = scatteredParameters(model, 3);
      const support = Array.from({ length: STEPS }, (_, step) => randomSamples(model, BATCH, 10 + step));
      const query = randomSamples(model, BATCH, 20);
      const optimizer = { kind: 'sgd', learningRate: LEARNING_RATE, reduction: 'mean' } as const;
      const learner = startLearner(engine(), optionsFor(model, BATCH, { optimizer, secondOrder: true }), initial);
      const { gradient, firstOrder } = metaGradient(learner, support, query);
      const norm = Math.hypot(...gradient);
      for (let seed = 0; seed < 2; seed++) {
        const direction = seed === 0 ? gradient.map((value) => value / norm) : unitVector(model.parameterCount, seed);
        const expected = adaptedLossSlope(model, initial, support, query, direction);
        const actual = dot(gradient, direction);
        assert.ok(
          Math.abs(actual - expected) <= 1e-4 * norm,
          `${actual}, but differences say ${expected}, of norm ${norm}`,
        );
      }
      const apart = Math.hypot(...gradient.map((value, i) => value - (firstOrder[i] ?? Number.NaN)));
      assert.ok(apart > 0.1 * norm, `the second derivatives matter: ${apart} of ${norm}`);
    });
  }
});

/**
 * The query loss's gradient by the learner's parameters, before the inner steps: back through each step θ ← θ - α
 * ∇L(θ), whose Jacobian is I - α H(θ). FOMAML leaves the Jacobians out.
 */
function metaGradient(learner: Learner, support: readonly Samples[], query: Samples) {
  const trajectory = support.map((samples) => {
    const before = parametersOf(learner);
    learner.takeInnerSteps(samples, samples.count);
    return { before, samples };
  });
  const firstOrder = learner.gradient(query).gradient;
  const gradient = trajectory.toReversed().reduce((slope, { before, samples }) => {
    learner.writeParameters(before);
    const { product } = learner.hessianVectorProduct(samples, slope);
    return slope.map((value, i) => value - LEARNING_RATE * (product[i] ?? Number.NaN));
  }, firstOrder);
  return { gradient, firstOrder };
}

/** Derivative along a direction of the query loss after the inner steps, all in float64. */
function adaptedLossSlope(
  model: Model,
  initial: Float32Array,
  support: readonly Samples[],
  query: Samples,
  direction: Float32Array,
): number {
  return slopeAt(STEP.outer, (distance) => {
    const start = Array.from(initial, (value, i) => value + distance * (direction[i] ?? 0));
    const adapted = support.reduce((parameters, samples) => {
      const slope = gradientInFloat64(model, parameters, samples);
      return parameters.map((value, i) => value - LEARNING_RATE * (slope[i] ?? Number.NaN));
    }, start);
    return lossOf(model, adapted, query);
  });
}

function gradientInFloat64(model: Model, parameters: readonly number[], samples: Samples): number[] {
  return parameters.map((own, index) =>
    slopeAt(STEP.inner, (distance) => lossOf(model, parameters.with(index, own + distance), samples)),
  );
}

/** Five-point difference quotient at 0. */
function slopeAt(step: number, f: (distance: number) => number): number {
  return (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
}

function lossOf(model: Model, parameters: readonly number[], samples: Samples): number {
  return meanLossInFloat64(model, parameters, samples, { seed: 0, step: 0 });
}
