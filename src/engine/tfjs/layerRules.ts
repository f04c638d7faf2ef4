// What each layer computes on TensorFlow.js: its outputs, and their derivative along a direction. Gradients are
// TensorFlow.js's own.

import type * as tfjs from '@tensorflow/tfjs-core';
import { type Padding, windowExtent } from '../../experiment/window.ts';
import type { ModelLayerSpec, ResolvedLayer, Shape } from '../model.ts';
import { normalizeByBatch, normalizeByBatchTangent } from './batchNorm.ts';
import { largestCells, selectCells } from './largestCells.ts';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

type SpecOf<Kind extends ModelLayerSpec['kind']> = Extract<ModelLayerSpec, { kind: Kind }>;

/** Tensors of a batch are [batch, ...shape]; parameters come in the order of `ResolvedLayer.parameters`. */
export interface LayerRule {
  forward(x: Tensor, parameters: readonly Tensor[]): Tensor;
  /**
   * The derivative of `y = forward(x, parameters)` along (dx, dParameters), from operations that have gradients
   * themselves: the gradient of a directional derivative is a Hessian-vector product.
   */
  tangent(at: LayerPoint, dx: Tensor, dParameters: readonly Tensor[]): Tensor;
}

/** Where a derivative is taken. */
export interface LayerPoint {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly parameters: readonly Tensor[];
}

/** @param mask what dropout multiplies by; undefined where nothing is dropped */
export function layerRule(tf: Tfjs, layer: ResolvedLayer, mask: Tensor | undefined): LayerRule {
  const { spec, inputShape } = layer;
  switch (spec.kind) {
    case 'dense':
      return bilinearRule(tf, (x, kernel) => tf.matMul(flat(tf, x), kernel));
    case 'conv2d':
      return convolutionRule(tf, inputShape, spec);
    case 'embeddingBag':
      // The batch arrives as bags of words (see network.ts), which no parameter changes.
      return {
        forward: (bags, [embedding]) => tf.matMul(bags, required(embedding)),
        tangent: ({ x: bags }, _, [dEmbedding]) => tf.matMul(bags, required(dEmbedding)),
      };
    case 'batchNorm':
      return {
        forward: (x, [gamma, beta]) => normalizeByBatch(tf, x, required(gamma), required(beta), spec.epsilon),
        tangent: ({ x, parameters: [gamma] }, dx, [dGamma, dBeta]) =>
          normalizeByBatchTangent(
            tf,
            { x, gamma: required(gamma) },
            dx,
            required(dGamma),
            required(dBeta),
            spec.epsilon,
          ),
      };
    case 'maxPool':
      return maxPoolRule(tf, layer, {
        height: spec.size,
        width: spec.size,
        stride: spec.stride,
        padding: spec.padding,
      });
    case 'averagePool':
      return averagePoolRule(tf, inputShape, spec);
    case 'globalPool': {
      if (spec.reduce === 'average') return linearRule((x) => tf.mean(x, [1, 2]));
      const [height = 1, width = 1] = inputShape;
      return maxPoolRule(tf, layer, { height, width, stride: 1, padding: 'valid' });
    }
    case 'relu':
      return { forward: (x) => tf.relu(x), tangent: ({ y }, dx) => tf.mul(dx, tf.step(y)) };
    case 'tanh':
      return { forward: (x) => tf.tanh(x), tangent: ({ y }, dx) => tf.mul(dx, tf.sub(1, tf.square(y))) };
    case 'sigmoid':
      return { forward: (x) => tf.sigmoid(x), tangent: ({ y }, dx) => tf.mul(dx, tf.mul(y, tf.sub(1, y))) };
    case 'dropout':
      return linearRule((x) => (mask === undefined ? x : tf.mul(x, mask)));
    case 'flatten':
      return linearRule((x) => flat(tf, x));
    case 'gaussian':
      return {
        forward: (means, [logDeviations]) => appendToRows(tf, means, required(logDeviations)),
        tangent: (_, dMeans, [dLogDeviations]) => appendToRows(tf, dMeans, required(dLogDeviations)),
      };
  }
}

/** `product(x, kernel)`, plus the bias where there is one. */
function bilinearRule(tf: Tfjs, product: (x: Tensor, kernel: Tensor) => Tensor): LayerRule {
  const plus = (x: Tensor, bias: Tensor | undefined) => (bias === undefined ? x : tf.add(x, bias));
  return {
    forward: (x, [kernel, bias]) => plus(product(x, required(kernel)), bias),
    tangent: ({ x, parameters: [kernel] }, dx, [dKernel, dBias]) =>
      plus(tf.add(product(dx, required(kernel)), product(x, required(dKernel))), dBias),
  };
}

function linearRule(forward: (x: Tensor) => Tensor): LayerRule {
  return { forward, tangent: (_, dx) => forward(dx) };
}

function convolutionRule(tf: Tfjs, inputShape: Shape, spec: SpecOf<'conv2d'>): LayerRule {
  const { kernel: size, stride, padding } = spec;
  const convolve = (x: Tensor, kernel: Tensor) => tf.conv2d(image(x), image(kernel), stride, padding);
  // tfjs-wasm 4.22 places windows that are smaller than the stride wrongly where it pads.
  if (padding === 'valid' || size >= stride) return bilinearRule(tf, convolve);
  const pad = paddingOf(tf, inputShape, size, stride);
  return bilinearRule(tf, (x, kernel) => tf.conv2d(image(pad?.(x) ?? x), image(kernel), stride, 'valid'));
}

function averagePoolRule(tf: Tfjs, inputShape: Shape, { size, stride, padding }: SpecOf<'averagePool'>): LayerRule {
  const pool = (x: Tensor) => tf.avgPool(image(x), size, stride, 'valid');
  const pad = padding === 'same' ? paddingOf(tf, inputShape, size, stride) : undefined;
  if (pad === undefined) return linearRule(pool);
  // By hand: where padding does not count, the gradient of tf.avgPool on tfjs-cpu and tfjs-wasm divides by the whole
  // window all the same.
  const [height = 1, width = 1] = inputShape;
  const coverage = pool(pad(tf.ones([1, height, width, 1])));
  return linearRule((x) => tf.div(pool(pad(x)), coverage));
}

/** Puts the zeros around a batch of images that padding `same` stands for; undefined where there are none. */
function paddingOf(tf: Tfjs, inputShape: Shape, size: number, stride: number): ((x: Tensor) => Tensor) | undefined {
  const borders = inputShape.slice(0, 2).map((cells): [number, number] => {
    const { output, padBefore } = windowExtent(cells, size, stride, 'same');
    return [padBefore, Math.max(0, (output - 1) * stride + size - cells - padBefore)];
  });
  if (borders.flat().every((cells) => cells === 0)) return undefined;
  return (x) => tf.pad(x, [[0, 0], ...borders, [0, 0]]);
}

interface PoolingWindow {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly padding: Padding;
}

function maxPoolRule(tf: Tfjs, { inputShape, outputShape }: ResolvedLayer, window: PoolingWindow): LayerRule {
  const { height, width, stride, padding } = window;
  const [rows = 1, columns = 1, channels = 1] = outputShape.length === 3 ? outputShape : [1, 1, ...outputShape];
  return {
    forward(x) {
      const y = tf.maxPool(image(x), [height, width], stride, padding);
      return tf.reshape(y, [y.shape[0], ...outputShape]);
    },
    tangent({ x, y }, dx) {
      const [imageHeight = 1, imageWidth = 1] = inputShape;
      const sizes = {
        imageHeight,
        imageWidth,
        channels,
        height,
        width,
        strideDown: stride,
        strideAcross: stride,
        rows,
        columns,
      };
      const winners = largestCells(x.dataSync<'float32'>(), x.shape[0] ?? 0, sizes);
      return tf.reshape(selectCells(tf, dx, winners), y.shape);
    },
  };
}

/** [batch, n] and [m] to [batch, n + m]. */
function appendToRows(tf: Tfjs, rows: Tensor, values: Tensor): Tensor {
  const [batch = 0] = rows.shape;
  return tf.concat([rows, tf.tile(tf.reshape(values, [1, values.size]), [batch, 1])], 1);
}

function flat(tf: Tfjs, x: Tensor): Tensor {
  return x.rank === 2 ? x : tf.reshape(x, [x.shape[0] ?? 0, x.size / (x.shape[0] ?? 1)]);
}

function image(tensor: Tensor): tfjs.Tensor4D {
  if (!hasRank4(tensor)) throw new Error(`A tensor of rank 4 is needed, this one has ${tensor.rank}.`);
  return tensor;
}

function hasRank4(tensor: Tensor): tensor is tfjs.Tensor4D {
  return tensor.rank === 4;
}

function required(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error('A layer lacks a parameter.');
  return tensor;
}
