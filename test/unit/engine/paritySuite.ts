// Compares two engines on random models: gradients, an optimizer step and Hessian-vector products have to agree.

import fc from 'fast-check';
import type { Engine, Learner } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { InnerOptimizer } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, type Trial, trials } from './arbitraries.ts';

/** Relative, in the Euclidean norm over all parameters. */
const tolerance = 1e-4;

/** A trial that fast-check prints as text, from which a test can be written. */
export interface ParityTrial extends Trial {
  readonly optimizer: InnerOptimizer;
}

const reduction = fc.constantFrom('mean' as const, 'sum' as const);
const state = fc.constant('carried' as const);

/**
 * Adam's epsilon is large against rounding errors: where a gradient is 0 in exact arithmetic (a bias before batch norm), a small one turns
 * the sign of a rounding error into a whole step.
 */
const optimizers: fc.Arbitrary<InnerOptimizer> = fc.oneof(
  fc.record({ kind: fc.constant('sgd' as const), learningRate: fc.constantFrom(0.003, 0.02), reduction }),
  fc.record({
    kind: fc.constant('momentum' as const),
    learningRate: fc.constantFrom(0.003, 0.02),
    momentum: fc.constantFrom(0, 0.5, 0.9),
    state,
    reduction,
  }),
  fc.record({
    kind: fc.constant('adam' as const),
    learningRate: fc.constantFrom(0.001, 0.01),
    beta1: fc.constantFrom(0, 0.5, 0.9),
    beta2: fc.constantFrom(0.9, 0.999),
    epsilon: fc.constantFrom(0.01, 0.1),
    state,
    reduction,
  }),
);

export const parityTrials: fc.Arbitrary<ParityTrial> = fc
  .tuple(trials, optimizers)
  .map(([trial, optimizer]) => ({ ...trial, optimizer, [fc.toStringMethod]: () => describeTrial(trial, optimizer) }));

/** Gradient, one optimizer step from a state with moments and, for the second order, Hessian-vector product. */
export function assertParity(expected: Engine, actual: Engine, trial: ParityTrial, order: 'firstOrder' | 'secondOrder'): void {
  const [wanted, own] = [expected, actual].map((engine) => startedLearner(engine, trial, order));
  if (wanted === undefined || own === undefined) throw new Error('Two engines are needed.');
  try {
    const samples = randomSamples(trial.model, trial.batch, trial.seed);
    const [first, second] = [wanted.gradient(samples), own.gradient(samples)];
    assertClose('loss', [second.loss], [first.loss], tolerance);
    assertClose('gradient', second.gradient, first.gradient, tolerance, 1e-5);
    if (order === 'secondOrder') {
      const vector = randomDirection(trial);
      const [along, alongToo] = [wanted, own].map((learner) => learner.hessianVectorProduct(samples, vector));
      assertClose('Hessian-vector product', alongToo?.product ?? [], along?.product ?? [], tolerance, 1e-6);
    }
    const [lossesWanted, losses] = [wanted, own].map((learner) => learner.takeInnerSteps(samples, trial.batch));
    assertClose('loss of the step', losses ?? [], lossesWanted ?? [], tolerance);
    assertClose('parameters after the step', parametersOf(own), parametersOf(wanted), tolerance);
    assertClose(
      'moments after the step',
      own.readOptimizerState().moments,
      wanted.readOptimizerState().moments,
      2 * tolerance,
      1e-5,
    );
  } finally {
    wanted.dispose();
    own.dispose();
  }
}

/** At scattered parameters, after three steps of an optimizer whose moments are not 0 any more. */
export function startedLearner(
  engine: Engine,
  { model, batch, seed, optimizer }: ParityTrial,
  order: 'firstOrder' | 'secondOrder' = 'firstOrder',
): Learner {
  const learner = engine.createLearner({
    model,
    optimizer,
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: order === 'secondOrder',
  });
  const random = randomStream(seed, 'training-task');
  learner.writeParameters(scatteredParameters(model, seed));
  const { moments } = learner.readOptimizerState();
  learner.writeOptimizerState({ steps: 3, moments: moments.map(() => 0.1 * random.uniform()) });
  learner.seedDropout(seed >>> 0);
  return learner;
}

/** Of length 1. */
export function randomDirection({ model, seed }: Trial): Float32Array {
  const random = randomStream(seed, 'split');
  const vector = Float32Array.from({ length: model.parameterCount }, () => random.normal());
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function parametersOf(learner: Learner): Float32Array {
  const parameters = new Float32Array(learner.model.parameterCount);
  learner.readParameters(parameters);
  return parameters;
}

function describeTrial({ model, batch, seed }: Trial, optimizer: InnerOptimizer): string {
  const lines = [
    `input [${model.inputShape.join(' × ')}], ${model.loss}, batch ${batch}, seed ${seed}, ${JSON.stringify(optimizer)}`,
    ...model.layers.map(({ spec, outputShape }) => `  ${JSON.stringify(spec)} → [${outputShape.join(' × ')}]`),
  ];
  return `\n${lines.join('\n')}\n`;
}
