// The inner optimizer in the experiment file.

import * as z from 'zod';
import { positive } from './fields.ts';

const reduction = z
  .enum(['mean', 'sum'])
  .describe("Whether a step follows the gradient of the batch's mean or summed loss. The reference code sums.")
  .default('mean');

const weightDecay = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('l2'),
        rate: positive('λ. 0.0001 is usual.')
          .max(1e6)
          .meta({ examples: [0.0001] }),
      })
      .describe(
        "gradient ← gradient + λ · parameters, behind any clipping: the penalty λ/2 · ‖parameters‖² on the loss, as 'weight_decay' of PyTorch's SGD and Adam.",
      ),
    z
      .strictObject({
        kind: z.literal('decoupled'),
        rate: positive('λ. 0.01 is usual.')
          .max(1e6)
          .meta({ examples: [0.01] }),
      })
      .describe(
        "parameters ← parameters - learningRate · λ · parameters, apart from the gradient, so that Adam does not scale it: AdamW and SGDW. With kind 'sgd' the same as 'l2'.",
      ),
    z
      .strictObject({
        kind: z.literal('factor'),
        factor: z
          .number()
          .gt(0)
          .lt(1)
          .describe('What is left of every parameter; not how much is taken away.')
          .meta({ examples: [0.9999] }),
      })
      .describe(
        "parameters ← factor · parameters before each inner step's gradient, whatever the learning rate: '--weight-decay' of Reptile's reference code.",
      ),
  ])
  .describe(
    'Draws all parameters towards 0 in every inner step, in training and on held-out tasks; biases and batch norm, too. Default: none.',
  )
  .optional();

const clippedAt = (description: string) => z.number().min(1e-12).max(1e12).describe(description);

const clipGradient = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('norm'),
        at: clippedAt('Largest Euclidean norm of the gradient by all parameters together.'),
      })
      .describe(
        'Shortens a longer gradient to this norm: gradient · at / max(at, ‖gradient‖). The direction stays. (PyTorch: clip_grad_norm_.)',
      ),
    z
      .strictObject({
        kind: z.literal('value'),
        at: clippedAt('Largest absolute value of each of its components.'),
      })
      .describe('Cuts each component of the gradient off at ± this value. (PyTorch: clip_grad_value_.)'),
  ])
  .describe(
    "Bounds the gradient that an inner step follows, of the summed loss where 'reduction' says so, before weight decay and moments. Default: not at all.",
  )
  .optional();

/** The one whose steps second derivatives go through. */
export const gradientDescent = z
  .strictObject({
    kind: z.literal('sgd'),
    learningRate: positive('Inner learning rate.').default(0.02),
    reduction,
    weightDecay,
    clipGradient,
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
        weightDecay,
        clipGradient,
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
        weightDecay,
        clipGradient,
      })
      .describe('Adam. With beta1 0, as in the paper, only the second moment is kept.'),
  ])
  .describe('The optimizer of the inner steps.');
