// The algorithm in the experiment file: one variant for each way to find an initialization.

import * as z from 'zod';
import { count, positive } from './fields.ts';
import { gradientDescent, innerOptimizer } from './innerOptimizer.ts';

// ---- what all have --------------------------------------------------------------------------------------------------

const metaIterations = count('Updates of the initialization.', 1_000_000_000).default(1000);
const metaBatch = count('Tasks per update. 1 is the serial version.', 10_000).default(5);
const innerSteps = count('Optimizer steps on each task.', 100_000).default(5);
const innerBatch = count('Samples per inner step.', 100_000).default(10);
const innerSampling = z
  .enum(['rounds', 'replacement'])
  .describe(
    "How a batch is drawn: 'rounds' takes every sample of the task once before any comes again; 'replacement' draws each batch anew from all of them. Without effect on control tasks.",
  )
  .default('rounds');

const metaStepSizeFinal = z
  .number()
  .min(0)
  .max(10)
  .describe("ε after the last meta-iteration; without effect where ε is 'constant'.");
const metaStepSchedule = z
  .enum(['linear', 'cosine', 'constant'])
  .describe(
    "How ε goes from 'metaStepSize' to 'metaStepSizeFinal': 'linear' as in the paper, along half a 'cosine', or not at all.",
  );

const outerAdam = z
  .strictObject({
    kind: z.literal('adam'),
    beta1: z.number().min(0).lt(1).describe('Decay of the first moment.').default(0.9),
    beta2: z.number().min(0).lt(1).describe('Decay of the second moment.').default(0.999),
    epsilon: positive('Added to the root of the second moment.').default(1e-8),
  })
  .describe('Adam on the meta-gradient, with ε as its learning rate.');

// ---- algorithms that follow the inner optimizer's steps -------------------------------------------------------------

const followingSteps = {
  metaIterations,
  metaBatch,
  metaStepSize: positive('ε at the first meta-iteration.').max(10).default(1),
  metaStepSizeFinal: metaStepSizeFinal.default(0),
  metaStepSchedule: metaStepSchedule.default('linear'),
  outerOptimizer: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('interpolation') }).describe('θ ← θ + ε · mean(θᵢ − θ), as in the paper.'),
      outerAdam,
    ])
    .describe('What becomes of the mean over the tasks; mean(θ − θᵢ) is taken as a gradient.')
    .default({ kind: 'interpolation' }),
  innerBatch,
  innerSampling,
  innerOptimizer,
};

const reptile = z
  .strictObject({
    // Optional, so that it may be left out: Reptile is what the program is for.
    kind: z.literal('reptile').optional().default('reptile'),
    ...followingSteps,
    innerSteps,
  })
  .describe('Reptile: θ ← θ + ε · mean(θᵢ − θ), θᵢ after all inner steps.');

const fomaml = z
  .strictObject({
    kind: z.literal('fomaml'),
    ...followingSteps,
    innerSteps,
    tailShots: count(
      'Of a training task, so many samples of each class are kept apart for the last inner step. Default: none; the last batch is like the others.',
      10_000,
    ).optional(),
  })
  .describe('First-order MAML: as Reptile, but θ moves by the last inner step alone.');

const gradientCombination = z
  .strictObject({
    kind: z.literal('gradientCombination'),
    ...followingSteps,
    weights: z
      .array(z.number().min(-1000).max(1000))
      .min(1)
      .max(1000)
      .describe(
        'One weight for each inner step: θ moves by the weighted sum of the steps. [1, 1, 1, 1] is Reptile with four steps, [0, 0, 0, 1] first-order MAML.',
      )
      .default([1, 1, 1, 1]),
  })
  .describe("The paper's study of which inner steps to follow: g1, g1 + g2, …");

// ---- algorithms that follow a gradient of the query loss ------------------------------------------------------------

const followingGradients = {
  metaIterations,
  metaBatch,
  metaStepSize: positive('ε, the outer learning rate, at the first meta-iteration.').max(10).default(0.001),
  metaStepSizeFinal: metaStepSizeFinal.default(0),
  metaStepSchedule: metaStepSchedule.default('constant'),
  outerOptimizer: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('sgd') }).describe('θ ← θ − ε · meta-gradient.'),
      outerAdam,
    ])
    .describe('How θ follows the meta-gradient, the mean over the tasks.')
    .default({ kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }),
};

const throughInnerSteps = {
  ...followingGradients,
  innerSteps,
  innerBatch,
  innerSampling,
  innerOptimizer: z
    .discriminatedUnion('kind', [gradientDescent])
    .describe('The optimizer of the inner steps: second derivatives go through gradient descent alone.')
    .prefault({ kind: 'sgd' }),
  queryShots: count(
    "Of a training task's samples of each class ('trainShots'; points for regression), so many measure the adapted model. Default: half of them.",
    10_000,
  ).optional(),
};

const maml = z
  .strictObject({ kind: z.literal('maml'), ...throughInnerSteps })
  .describe(
    'MAML: the gradient of the query loss after adaptation, through all inner steps, second derivatives included.',
  );

const anil = z
  .strictObject({ kind: z.literal('anil'), ...throughInnerSteps })
  .describe('ANIL (almost no inner loop): MAML whose inner steps change the output layer alone.');

const metaSgd = z
  .strictObject({ kind: z.literal('metaSgd'), ...throughInnerSteps })
  .describe(
    "Meta-SGD: MAML that also learns an inner step size for each parameter, beginning with the inner optimizer's.",
  );

// ---- baselines ------------------------------------------------------------------------------------------------------

const joint = z
  .strictObject({ kind: z.literal('joint'), ...followingGradients, innerBatch, innerSampling, innerOptimizer })
  .describe(
    'Joint training, a baseline: θ follows the mean loss over tasks, without inner steps. Held-out tasks adapt as usual.',
  );

const scratch = z
  .strictObject({
    kind: z.literal('scratch'),
    metaIterations: metaIterations.default(1),
    metaBatch,
    innerSteps,
    innerBatch,
    innerSampling,
    innerOptimizer,
  })
  .describe('Training from scratch, a baseline: θ stays the random initialization, and every task learns from there.');

export const algorithm = z
  .discriminatedUnion('kind', [reptile, fomaml, gradientCombination, maml, anil, metaSgd, joint, scratch])
  .describe('How the initialization is found.');
