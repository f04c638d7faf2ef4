// The inner optimizer in the experiment file.

import * as z from 'zod';
import { positive } from './fields.ts';

const reduction = z
  .enum(['mean', 'sum'])
  .describe("Whether a step follows the gradient of the batch's mean or summed loss. The reference code sums.")
  .default('mean');

/** The one whose steps second derivatives go through. */
export const gradientDescent = z
  .strictObject({
    kind: z.literal('sgd'),
    learningRate: positive('Inner learning rate.').default(0.02),
    reduction,
  })
  .describe('Stochastic gradient descent.');

export const innerOptimizer = z
  .discriminatedUnion('kind', [
    gradientDescent,
    z
      .strictObject({
        kind: z.literal('momentum'),
        learningRate: positive('Inner learning rate.').default(0.01),
        momentum: z.number().min(0).lt(1).describe('Decay of the accumulated gradient.').default(0.9),
        state: z
          .enum(['carried', 'fresh'])
          .describe("'carried' keeps the accumulated gradient from task to task; 'fresh' starts each task without.")
          .default('fresh'),
        reduction,
      })
      .describe(
        'Gradient descent with momentum: a ← momentum · a + gradient, parameters ← parameters - learningRate · a.',
      ),
    z
      .strictObject({
        kind: z.literal('adam'),
        learningRate: positive('Inner learning rate.').default(0.001),
        beta1: z.number().min(0).lt(1).describe('Decay of the first moment. The paper uses 0.').default(0),
        beta2: z.number().min(0).lt(1).describe('Decay of the second moment.').default(0.999),
        epsilon: positive('Added to the root of the second moment.').default(1e-8),
        state: z
          .enum(['carried', 'fresh'])
          .describe("'carried' keeps second moments and step count from task to task, as the reference code does.")
          .default('carried'),
        reduction,
      })
      .describe('Adam. With beta1 0, as in the paper, only the second moment is kept.'),
  ])
  .describe('The optimizer of the inner steps.');
