// The model in the experiment file.

import * as z from 'zod';
import { count, positive } from './fields.ts';

const activation = z.enum(['relu', 'tanh', 'sigmoid']);
const padding = z.enum(['same', 'valid']);

export const layer = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('dense'),
        units: count('Outputs.', 100_000).meta({ examples: [64] }),
        bias: z.boolean().describe('Add a learned offset.').default(true),
      })
      .describe('Fully connected layer.'),
    z
      .strictObject({
        kind: z.literal('conv2d'),
        filters: count('Output channels.', 10_000).meta({ examples: [64] }),
        kernel: count('Height and width of the kernel.', 255).default(3),
        stride: count('Step of the window.', 255).default(1),
        padding: padding
          .describe("'same' pads with zeros so that output size is input size / stride, rounded up.")
          .default('same'),
        bias: z.boolean().describe('Add a learned offset. Without effect before batch norm.').default(true),
      })
      .describe('Two-dimensional convolution.'),
    z
      .strictObject({
        kind: z.literal('batchNorm'),
        epsilon: positive('Added to the variance.').default(1e-3),
      })
      .describe("Normalises each channel by the batch's own mean and variance, in training and in evaluation alike."),
    z
      .strictObject({
        kind: z.literal('maxPool'),
        size: count('Height and width of the window.', 255).default(2),
        stride: count('Step of the window.', 255).default(2),
        padding: padding.describe("'valid' drops what does not fill a window.").default('valid'),
      })
      .describe('The largest value of each window.'),
    z
      .strictObject({
        kind: z.literal('averagePool'),
        size: count('Height and width of the window.', 255).default(2),
        stride: count('Step of the window.', 255).default(2),
        padding: padding
          .describe("'valid' drops what does not fill a window; with 'same', padding does not count.")
          .default('valid'),
      })
      .describe('The mean of each window.'),
    z
      .strictObject({
        kind: z.literal('globalPool'),
        reduce: z.enum(['average', 'max']).describe('What becomes of all pixels of a channel.').default('average'),
      })
      .describe('Image to vector: one value for each channel.'),
    z.strictObject({ kind: z.literal('relu') }).describe('max(0, x).'),
    z.strictObject({ kind: z.literal('tanh') }).describe('Hyperbolic tangent.'),
    z.strictObject({ kind: z.literal('sigmoid') }).describe('1 / (1 + exp(-x)).'),
    z
      .strictObject({
        kind: z.literal('dropout'),
        rate: z
          .number()
          .min(0)
          .lt(1)
          .describe('Probability that a value is dropped. The others are scaled up.')
          .default(0.5),
      })
      .describe('Drops values at random in inner steps, never in predictions. Reproducible from the seed.'),
    z
      .strictObject({
        kind: z.literal('embeddingBag'),
        tokens: count('Size of the vocabulary.', 1_000_000).meta({ examples: [4096] }),
        units: count('Length of an embedding.', 10_000).meta({ examples: [64] }),
      })
      .describe("Mean of the learned embeddings of a text's tokens. Only as the first layer, for token inputs."),
    z.strictObject({ kind: z.literal('flatten') }).describe('Image to vector.'),
  ])
  .describe('One layer.');

const initialization = {
  initialization: z
    .string()
    .min(1)
    .max(4096)
    .describe(
      'Weights to begin with in the place of random ones: a `.safetensors` or `.npz` file, absolute or relative to this file.',
    )
    .meta({ examples: ['weights.safetensors'] })
    .optional(),
};

export const model = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('mlp'),
        hidden: z.array(count('Units.', 100_000)).max(100).describe('Units of each hidden layer.').default([64, 64]),
        activation: activation.describe('After each hidden layer.').default('tanh'),
        ...initialization,
      })
      .describe('Multi-layer perceptron with a linear output layer.'),
    z
      .strictObject({
        kind: z.literal('convnet'),
        blocks: count('Blocks of 3 × 3 convolution, batch norm, ReLU.', 16).default(4),
        filters: count('Channels of every block.', 10_000).default(64),
        downsampling: z
          .enum(['stride', 'maxPool'])
          .describe("Halve the image in every block: 'stride' as for Omniglot, 'maxPool' as for mini-ImageNet.")
          .default('stride'),
        ...initialization,
      })
      .describe("The paper's convolutional network."),
    z
      .strictObject({
        kind: z.literal('layers'),
        layers: z.array(layer).max(200).describe('Hidden layers in order; the output layer is added.'),
        ...initialization,
      })
      .describe('Any stack of layers, then a linear output layer.'),
  ])
  .describe('The network whose initialization is meta-trained. Its output size follows from the task.');
