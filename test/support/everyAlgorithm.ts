// One small setting of every algorithm, and of each way it can move: what tests run all of them with.

import { type Experiment, type ExperimentInput, experimentSchema } from '../../src/experiment/schema.ts';

type AlgorithmInput = ExperimentInput['algorithm'];

const sizes = { metaIterations: 12, metaBatch: 3, innerBatch: 6 };
const steps = { ...sizes, innerSteps: 3 };
const sgd = { kind: 'sgd', learningRate: 0.02 } as const;
const adam = { kind: 'adam', learningRate: 0.01, beta1: 0.9 } as const;

/** For tasks with 10 training samples of a class or more. */
export const everyAlgorithm = {
  Reptile: { ...steps, innerOptimizer: sgd },
  'Reptile with momentum that is carried': {
    ...steps,
    innerOptimizer: { kind: 'momentum', learningRate: 0.01, state: 'carried' },
  },
  'Reptile with Adam inside and outside': {
    kind: 'reptile',
    ...steps,
    outerOptimizer: { kind: 'adam' },
    metaStepSize: 0.01,
    metaStepSchedule: 'cosine',
    innerOptimizer: adam,
  },
  'Reptile with weight decay and clipped gradients': {
    ...steps,
    innerOptimizer: { ...adam, weightDecay: { kind: 'decoupled', rate: 0.1 }, clipGradient: { kind: 'norm', at: 0.5 } },
  },
  FOMAML: { kind: 'fomaml', ...steps, innerOptimizer: adam },
  'FOMAML with a tail': { kind: 'fomaml', ...steps, tailShots: 4, innerOptimizer: sgd },
  'a gradient combination': { kind: 'gradientCombination', ...sizes, weights: [0.5, 0, 1], innerOptimizer: sgd },
  MAML: { kind: 'maml', ...steps, innerOptimizer: sgd },
  'MAML with gradient descent': { kind: 'maml', ...steps, outerOptimizer: { kind: 'sgd' }, metaStepSize: 0.01 },
  'MAML with weight decay and clipped gradients': {
    kind: 'maml',
    ...steps,
    innerOptimizer: { ...sgd, weightDecay: { kind: 'l2', rate: 0.01 }, clipGradient: { kind: 'value', at: 0.1 } },
  },
  ANIL: { kind: 'anil', ...steps, innerOptimizer: sgd, queryShots: 7 },
  'Meta-SGD': { kind: 'metaSgd', ...steps, innerOptimizer: { ...sgd, reduction: 'sum' } },
  'joint training': { kind: 'joint', ...sizes, innerOptimizer: adam },
  'training from scratch': { kind: 'scratch', ...steps, innerOptimizer: adam },
} as const satisfies Readonly<Record<string, AlgorithmInput>>;

/** The algorithm on sine waves with a small network. */
export function sineExperimentOf(
  algorithm: AlgorithmInput,
  others: Partial<Omit<ExperimentInput, 'algorithm'>> = {},
): Experiment {
  return experimentSchema.parse({
    name: 'toy',
    seed: 1,
    task: { kind: 'sine' },
    model: { kind: 'mlp', hidden: [32, 32] },
    evaluation: { every: 4, tasks: 3, innerSteps: 5, innerBatch: 10 },
    checkpoint: { every: 3 },
    ...others,
    algorithm,
  });
}
