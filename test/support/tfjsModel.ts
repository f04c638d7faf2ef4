// An independent implementation of models, losses and gradients: tfjs-core's autodiff on tfjs-cpu.

import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type DropoutMoment, dropoutMask } from '../../src/engine/dropoutMask.ts';
import type { Samples } from '../../src/engine/learner.ts';
import { type LossKind, type Model, type ParameterView, type ResolvedLayer, sizeOf } from '../../src/engine/model.ts';

// Required, not imported: the package's bundle lacks the gradients, and its single files are no ES modules to Node. And after the bundle,
// because these files bring a second copy of the tensor class, without operations, and the first one loaded is the one in use.
createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients.js');

/** Computes with tfjs-cpu from here on, without its advertisement for tfjs-node. */
export async function useTfjsCpu(): Promise<void> {
  tf.env().set('IS_NODE', false);
  await tf.setBackend('cpu');
}

/** Outputs [count, outputSize] of one batch. */
export function predictWithTfjs(model: Model, parameters: Float32Array, inputs: Float32Array, count: number): Float32Array {
  return tf.tidy(() => {
    const tensors = parameterTensors(model, parameters);
    const outputs = applyModel(model, tensors, tf.tensor(inputs, [count, ...model.inputShape]), 'none');
    return Float32Array.from(outputs.dataSync());
  });
}

/** Which inner step's dropout applies; or that nothing is dropped, as in predictions. */
export type Dropout = DropoutMoment | 'none';

/** Mean loss of one batch and its gradient in the flat layout. */
export function gradientWithTfjs(
  model: Model,
  parameters: Float32Array,
  samples: Samples,
  dropout: Dropout,
): { loss: number; gradient: Float32Array } {
  return tf.tidy(() => {
    const inputs = tf.tensor(samples.inputs, [samples.count, ...model.inputShape]);
    const meanLoss = (...tensors: tf.Tensor[]) =>
      meanLossOf(model.loss, applyModel(model, tensors, inputs, dropout), samples.targets, model.outputSize);
    const { value, grads } = tf.valueAndGrads(meanLoss)(parameterTensors(model, parameters));
    const gradient = new Float32Array(model.parameterCount);
    viewsOf(model).forEach((view, index) => {
      gradient.set(grads[index]?.dataSync() ?? [], view.offset);
    });
    return { loss: value.dataSync()[0] ?? Number.NaN, gradient };
  });
}

/** One tensor for each parameter, in the order of the flat array. */
export function parameterTensors(model: Model, parameters: Float32Array): tf.Tensor[] {
  return viewsOf(model).map(({ shape, offset, size }) => tf.tensor(parameters.slice(offset, offset + size), [...shape]));
}

/** Batch norm of `x` over all axes but the last. */
export type Normalize = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number) => tf.Tensor;

/** Outputs for a batch of inputs [count, ...inputShape]; `normalize` may be a faster batch norm than the plain one. */
export function applyModel(
  model: Model,
  tensors: readonly tf.Tensor[],
  inputs: tf.Tensor,
  dropout: Dropout,
  normalize: Normalize = normalizePlainly,
): tf.Tensor {
  const dropoutLayers = model.layers.filter(({ spec }) => spec.kind === 'dropout');
  let used = 0;
  return model.layers.reduce((x, layer) => {
    const own = tensors.slice(used, used + layer.parameters.length);
    used += own.length;
    return layer.spec.kind === 'dropout'
      ? drop(x, dropoutLayers.indexOf(layer), layer.spec.rate, dropout)
      : applyLayer(layer, own, x, normalize);
  }, inputs);
}

function drop(x: tf.Tensor, layer: number, rate: number, dropout: Dropout): tf.Tensor {
  if (dropout === 'none') return x;
  return tf.mul(x, tf.tensor(dropoutMask(dropout.seed, dropout.step, layer, x.size, rate), x.shape));
}

/** Mean loss of a batch; tensors made from `targets` are the caller's to tidy. */
export function meanLossOf(kind: LossKind, outputs: tf.Tensor, targets: Float32Array, outputSize: number): tf.Scalar {
  switch (kind) {
    case 'meanSquaredError':
      return tf.mean(tf.square(tf.sub(outputs, tf.tensor(targets, [targets.length / outputSize, outputSize]))));
    case 'policyGradient': {
      const components = outputSize / 2;
      const count = targets.length / (components + 1);
      const wanted = tf.tensor2d(targets, [count, components + 1]);
      const actions = tf.slice(wanted, [0, 0], [count, components]);
      const advantages = tf.slice(wanted, [0, components], [count, 1]);
      const means = tf.slice(outputs, [0, 0], [count, components]);
      const logDeviations = tf.slice(outputs, [0, components], [count, components]);
      const standardised = tf.div(tf.sub(actions, means), tf.exp(logDeviations));
      const logDensities = tf.sub(tf.mul(tf.square(standardised), -0.5), tf.add(logDeviations, 0.5 * Math.log(2 * Math.PI)));
      return tf.neg(tf.mean(tf.mul(advantages, tf.sum(logDensities, 1, true))));
    }
    case 'softmaxCrossEntropy': {
      const labels = Array.from(targets, (target) => Array.from({ length: outputSize }, (_, index) => Number(index === target)));
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(outputs), tf.tensor2d(labels)), 1)));
    }
  }
}

function applyLayer(
  { spec, inputShape, outputShape }: ResolvedLayer,
  parameters: readonly tf.Tensor[],
  x: tf.Tensor,
  normalize: Normalize,
): tf.Tensor {
  const [first, second] = parameters;
  switch (spec.kind) {
    case 'dense':
      return addBias(tf.matMul(tf.reshape(x, [x.shape[0] ?? 0, -1]), required(first)), second);
    case 'conv2d':
      return addBias(tf.conv2d(rank4(x), rank4(required(first)), spec.stride, spec.padding), second);
    case 'batchNorm':
      return normalize(x, required(first), required(second), spec.epsilon);
    case 'maxPool':
      return tf.maxPool(rank4(x), spec.size, spec.stride, spec.padding);
    case 'relu':
      return tf.relu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'flatten':
      return tf.reshape(x, [x.shape[0] ?? 0, ...outputShape]);
    case 'averagePool':
      return averagePool(rank4(x), spec.size, spec.stride, spec.padding);
    case 'globalPool':
      return spec.reduce === 'average' ? tf.mean(x, [1, 2]) : tf.squeeze(globalMaxPool(rank4(x)), [1, 2]);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'embeddingBag':
      return tf.matMul(tokenShares(x, spec.tokens), required(first));
    case 'gaussian':
      return tf.concat([x, tf.tile(tf.reshape(required(first), [1, sizeOf(inputShape)]), [x.shape[0] ?? 0, 1])], 1);
    case 'dropout':
      throw new Error('Dropout depends on more than its input.');
  }
}

// Not tf.avgPool: with padding, its gradient on tfjs-cpu divides by the whole window, unlike its forward pass.
function averagePool(x: tf.Tensor4D, size: number, stride: number, padding: 'same' | 'valid'): tf.Tensor {
  const window = tf.ones<tf.Rank.R4>([size, size, x.shape[3], 1]);
  const sums = tf.depthwiseConv2d(x, window, stride, padding);
  return tf.div(sums, tf.depthwiseConv2d(tf.onesLike(x), window, stride, padding));
}

// Not tf.max, whose gradient reaches every one of several equal values rather than the first.
function globalMaxPool(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  return tf.maxPool(x, [height, width], 1, 'valid');
}

/** [batch, tokens]: the share of each token in a sample's tokens; a sample without any has zeros. */
function tokenShares(inputs: tf.Tensor, tokens: number): tf.Tensor2D {
  const [count = 0, length = 0] = inputs.shape;
  const numbers = inputs.dataSync();
  const shares = new Float32Array(count * tokens);
  for (let sample = 0; sample < count; sample++) {
    const present = numbers.slice(sample * length, (sample + 1) * length).filter((token) => token >= 0);
    for (const token of present) {
      const at = sample * tokens + token;
      shares[at] = (shares[at] ?? Number.NaN) + 1 / present.length;
    }
  }
  return tf.tensor2d(shares, [count, tokens]);
}

function normalizePlainly(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const centered = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centered), axes, true);
  return tf.add(tf.mul(tf.div(centered, tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
}

function addBias(x: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  return bias === undefined ? x : tf.add(x, bias);
}

function viewsOf(model: Model): readonly ParameterView[] {
  return model.layers.flatMap(({ parameters }) => parameters);
}

function rank4(tensor: tf.Tensor): tf.Tensor4D {
  if (tensor.rank !== 4) throw new Error(`A tensor of rank 4 is needed, this one has ${tensor.rank}.`);
  return tensor as tf.Tensor4D;
}

function required(tensor: tf.Tensor | undefined): tf.Tensor {
  if (tensor === undefined) throw new Error('A layer lacks a parameter.');
  return tensor;
}
