// Gradients that MAML, ANIL and Meta-SGD give to the update, against differences of the whole inner loop in float64.

import assert from 'node:assert/strict';
import type { DropoutMoment } from '../../../src/engine/dropoutMask.ts';
import type { Engine, Samples } from '../../../src/engine/learner.ts';
import type { Model } from '../../../src/engine/model.ts';
import { dropoutSeed } from '../../../src/engine/random.ts';
import {
  type Experiment,
  type ExperimentInput,
  experimentSchema,
  type InnerOptimizer,
} from '../../../src/experiment/schema.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { createLearningContext, modelFor } from '../../../src/meta/learningContext.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { learnFromTask, openTrainingTask } from '../../../src/meta/trainingTask.ts';
import type { TaskDistribution } from '../../../src/tasks/task.ts';
import { randomSamples, scatteredParameters } from '../engine/arbitraries.ts';
import { meanLossInFloat64 } from '../engine/float64Model.ts';
import { dot, unitVector } from '../engine/secondDifferences.ts';
import { useFusedEngine, useReference } from '../engine/startedLearner.ts';

/**
 * Of the differences: short, so that they cross no kink of ReLU and max pooling, and the inner ones shorter than those
 * around them.
 */
const STEP = { inner: 2e-5, outer: 1e-4 };
const iteration = 4;
const taskIndex = 1;

type Kind = 'maml' | 'anil' | 'metaSgd';

interface Case {
  readonly name: string;
  readonly kind: Kind;
  readonly steps: number;
  readonly model: ExperimentInput['model'];
  readonly regression?: boolean;
  readonly reduction?: 'mean' | 'sum';
  readonly changes?: Pick<InnerOptimizer, 'weightDecay' | 'clipGradient'>;
  /** Smallest part of the meta-gradient that lies in second derivatives: that the test sees them. */
  readonly secondOrderShare?: number;
}

const tanh: ExperimentInput['model'] = { kind: 'mlp', hidden: [5, 4], activation: 'tanh' };
const convnet: ExperimentInput['model'] = { kind: 'convnet', blocks: 2, filters: 2, downsampling: 'maxPool' };
const dropping: ExperimentInput['model'] = {
  kind: 'layers',
  layers: [
    { kind: 'conv2d', filters: 2, kernel: 3, stride: 2 },
    { kind: 'batchNorm' },
    { kind: 'sigmoid' },
    { kind: 'dropout', rate: 0.3 },
  ],
};

/** Bounds that these gradients pass, in some steps or components and not in others. */
const changes: readonly NonNullable<Case['changes']>[] = [
  { weightDecay: { kind: 'l2', rate: 0.5 } },
  { weightDecay: { kind: 'decoupled', rate: 0.5 } },
  { weightDecay: { kind: 'factor', factor: 0.9 } },
  { clipGradient: { kind: 'norm', at: 1 } },
  { clipGradient: { kind: 'value', at: 0.5 } },
  { weightDecay: { kind: 'l2', rate: 0.5 }, clipGradient: { kind: 'norm', at: 1 } },
  { weightDecay: { kind: 'factor', factor: 0.9 }, clipGradient: { kind: 'value', at: 0.5 } },
];

const cases: readonly Case[] = [
  { name: 'an MLP, 1 step', kind: 'maml', steps: 1, model: tanh, regression: true },
  { name: 'an MLP, 5 steps', kind: 'maml', steps: 5, model: tanh, regression: true, secondOrderShare: 0.1 },
  { name: 'an MLP for classes, 3 steps along summed losses', kind: 'maml', steps: 3, model: tanh, reduction: 'sum' },
  { name: 'a convnet with batch norm, 1 step', kind: 'maml', steps: 1, model: convnet },
  { name: 'a convnet with batch norm, 3 steps', kind: 'maml', steps: 3, model: convnet, secondOrderShare: 0.1 },
  { name: 'convolution, batch norm and dropout, 2 steps', kind: 'maml', steps: 2, model: dropping },
  { name: 'an MLP, 4 steps of the head', kind: 'anil', steps: 4, model: tanh, regression: true },
  { name: 'a convnet with batch norm, 2 steps of the head', kind: 'anil', steps: 2, model: convnet },
  { name: 'an MLP, 1 step', kind: 'metaSgd', steps: 1, model: tanh, regression: true },
  {
    name: 'an MLP, 3 steps along summed losses',
    kind: 'metaSgd',
    steps: 3,
    model: tanh,
    regression: true,
    reduction: 'sum',
  },
  { name: 'convolution, batch norm and dropout, 2 steps', kind: 'metaSgd', steps: 2, model: dropping },
  ...(['maml', 'anil', 'metaSgd'] as const).flatMap((kind) =>
    changes.map(
      (own): Case => ({
        kind,
        steps: 3,
        model: tanh,
        regression: true,
        reduction: 'sum',
        changes: own,
        name: `3 steps with ${JSON.stringify(own)}`,
      }),
    ),
  ),
];

describe('the meta-gradient', () => {
  const fused = useFusedEngine();
  const reference = useReference();

  for (const each of cases) {
    it(`of ${each.kind} agrees with differences: ${each.name}`, () => {
      const { gradient, inner, outer, experiment, model, start } = learnOnce(fused(), each);
      const norm = Math.hypot(...gradient);
      for (let seed = 0; seed < 2; seed++) {
        const direction = seed === 0 ? gradient.map((value) => value / norm) : unitVector(gradient.length, seed);
        const slope = slopeAt(STEP.outer, (distance) => {
          const moved = Array.from(start.parameters, (value, i) => value + distance * (direction[i] ?? Number.NaN));
          return lossAfterSteps(experiment, model, moved, inner, outer);
        });
        const actual = dot(gradient, direction);
        assert.ok(Math.abs(actual - slope) <= 1e-4 * norm, `${actual}, but differences say ${slope}, of norm ${norm}`);
      }
    });
  }

  it('has its second derivatives: without them it would be another one', () => {
    for (const each of cases.filter(({ secondOrderShare }) => secondOrderShare !== undefined)) {
      const { gradient, inner, outer, experiment, model, start } = learnOnce(fused(), each);
      const adapted = innerSteps(experiment, model, [...start.parameters], inner);
      const firstOrder = gradientInFloat64(model, adapted, outer, momentOf(experiment, inner.length));
      const apart = Math.hypot(...gradient.map((value, i) => value - (firstOrder[i] ?? Number.NaN)));
      const least = (each.secondOrderShare ?? 0) * Math.hypot(...gradient);
      assert.ok(apart > least, `${each.name}: ${apart}, expected more than ${least}`);
    }
  });

  it('is another one where parameters decay or gradients are clipped', () => {
    for (const { changes: own, ...without } of cases) {
      if (own === undefined) continue;
      const [changed, plain] = [{ ...without, changes: own }, without].map((each) => learnOnce(fused(), each).gradient);
      const apart = Math.hypot(...(changed ?? []).map((value, i) => value - (plain?.[i] ?? Number.NaN)));
      assert.ok(apart > 0.01 * Math.hypot(...(plain ?? [])), `${without.kind}, ${without.name}: ${apart}`);
    }
  });

  it('is the same on TensorFlow.js', () => {
    for (const each of cases.filter(({ name, changes: own }) => own !== undefined || /batch norm/.test(name))) {
      const { gradient } = learnOnce(fused(), each);
      const other = learnOnce(reference().engine, each).gradient;
      const norm = Math.hypot(...gradient);
      const apart = Math.hypot(...gradient.map((value, i) => value - (other[i] ?? Number.NaN)));
      assert.ok(apart <= 1e-4 * norm, `${each.kind}, ${each.name}: ${apart} apart, of norm ${norm}`);
    }
  });
});

/** One task learned from as training does it, and the batches that it learned from. */
function learnOnce(engine: Engine, each: Case) {
  const experiment = experimentOf(each);
  const distribution = distributionOf(experiment, each);
  const model = modelFor(experiment, distribution);
  const context = createLearningContext(experiment, distribution, engine);
  try {
    const initial = initialMetaState(experiment, distribution);
    const parameters = initial.parameters.slice();
    parameters.set(scatteredParameters(model, 3));
    // Step sizes that differ, some of them negative.
    for (let i = model.parameterCount; i < parameters.length; i++)
      parameters[i] = 0.1 * (parameters[i] ?? 0) * ((i % 7) - 1);
    const start: MetaState = { ...initial, iteration, parameters };
    const { contribution: gradient } = learnFromTask(context, start, taskIndex);
    const task = openTrainingTask(context, start, taskIndex);
    const inner = Array.from({ length: each.steps }, () => task.innerBatches.take(1));
    return { experiment, model, start, gradient, inner, outer: task.takeOuterBatch() };
  } finally {
    context.learner.dispose();
  }
}

function experimentOf({ kind, steps, model, regression, reduction = 'mean', changes: own }: Case): Experiment {
  const learningRate = reduction === 'sum' ? 0.05 : 0.2;
  return experimentSchema.parse({
    name: 'toy',
    seed: 5,
    model,
    task: regression
      ? { kind: 'sine', trainShots: 9 }
      : { kind: 'images', dataset: { source: 'mnist' }, ways: 2, trainShots: 6 },
    algorithm: {
      kind,
      innerSteps: steps,
      innerBatch: 3,
      queryShots: 4,
      innerOptimizer: { kind: 'sgd', learningRate, reduction, ...own },
    },
  });
}

/** Samples drawn at random, of two classes in turn, in the sizes that the experiment says. */
function distributionOf(experiment: Experiment, { regression = false }: Case): TaskDistribution {
  const shapes = {
    inputShape: regression ? [1] : [4, 4, 1],
    outputSize: regression ? 1 : 2,
    loss: regression ? 'meanSquaredError' : 'softmaxCrossEntropy',
  } as const;
  const sizes = { trainingSize: regression ? 9 : 12, supportSize: 2, querySize: 2 };
  const model = modelFor(experiment, { kind: 'supervised', ...shapes, ...sizes });
  const drawn = randomSamples(model, sizes.trainingSize, 11);
  const samples = regression ? drawn : { ...drawn, targets: drawn.targets.map((_, index) => index % 2) };
  const never = () => {
    throw new Error('No held-out task is drawn.');
  };
  return {
    kind: 'supervised',
    ...shapes,
    ...sizes,
    heldOutDescription: { code: 'described', text: 'nothing' },
    sampleTrainingTask: () => samples,
    sampleHeldOutTask: never,
    illustrate: never,
  };
}

// ---- the inner loop in float64, by differences alone
// -------------------------------------------------------------------

function lossAfterSteps(
  experiment: Experiment,
  model: Model,
  metaParameters: readonly number[],
  inner: readonly Samples[],
  outer: Samples,
): number {
  const adapted = innerSteps(experiment, model, metaParameters, inner);
  return meanLossInFloat64(model, adapted, outer, momentOf(experiment, inner.length));
}

function innerSteps(
  experiment: Experiment,
  model: Model,
  metaParameters: readonly number[],
  inner: readonly Samples[],
): readonly number[] {
  const { kind, innerOptimizer } = experiment.algorithm;
  const count = model.parameterCount;
  // The head: the output layer's kernel and bias come last.
  const head = model.layers.at(-1)?.parameters[0]?.offset ?? Number.NaN;
  const sizeOf = (i: number) => {
    if (kind === 'metaSgd') return metaParameters[count + i] ?? Number.NaN;
    return kind === 'anil' && i < head ? 0 : innerOptimizer.learningRate;
  };
  const isMoved = (i: number) => kind !== 'anil' || i >= head;
  const { weightDecay, clipGradient } = innerOptimizer;
  const factor = weightDecay?.kind === 'factor' ? weightDecay.factor : 1;
  const decay = weightDecay === undefined || weightDecay.kind === 'factor' ? 0 : weightDecay.rate;
  return inner.reduce(
    (before, samples, step) => {
      const theta = before.map((value, i) => (isMoved(i) ? factor * value : value));
      const scale = innerOptimizer.reduction === 'sum' ? samples.count : 1;
      const slope = gradientInFloat64(model, theta, samples, momentOf(experiment, step)).map((value) => scale * value);
      const norm = Math.hypot(...slope.filter((_, i) => isMoved(i)));
      const clipped = slope.map((value) => {
        if (clipGradient === undefined) return value;
        return clipGradient.kind === 'norm'
          ? value * Math.min(1, clipGradient.at / norm)
          : Math.min(Math.max(value, -clipGradient.at), clipGradient.at);
      });
      return theta.map((value, i) => value - sizeOf(i) * ((clipped[i] ?? Number.NaN) + decay * value));
    },
    metaParameters.slice(0, count),
  );
}

function momentOf({ seed }: Experiment, step: number): DropoutMoment {
  return { seed: dropoutSeed(seed, 'training-dropout', iteration, taskIndex, step), step: 0 };
}

function gradientInFloat64(
  model: Model,
  parameters: readonly number[],
  samples: Samples,
  dropout: DropoutMoment,
): number[] {
  return parameters.map((own, index) =>
    slopeAt(STEP.inner, (distance) =>
      meanLossInFloat64(model, parameters.with(index, own + distance), samples, dropout),
    ),
  );
}

/** Five-point difference quotient at 0. */
function slopeAt(step: number, f: (distance: number) => number): number {
  return (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
}
