// What tfjs-wasm lacks for training a convolution: its gradients, through the backend's own matrix product.

import type { Tfjs } from './tfjsTypes.ts';
import { floatsOf, numbers, requireInputs, tensorOf } from './wasmTensors.ts';

/** A convolution's sizes; padding as TensorFlow's `same` or `valid`, which the forward pass has checked. */
interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

/** From about here on, V8 copies floats faster at once than one by one. */
const LONG_RUN = 24;

/**
 * Registers `Conv2DBackpropFilter`, which tfjs-wasm 4.22 does not have, and replaces its `Conv2DBackpropInput` by a
 * faster one. Both write windows out as rows, on typed arrays, and leave the arithmetic to the backend, whose matrix
 * product is fast only when nothing is transposed on the way: hence the transposed copies.
 */
export function registerConvolutionGradients(tf: Tfjs): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, dy } = requireInputs(inputs, 'x', 'dy');
      const filterShape = numbers(attrs?.filterShape);
      const geometry = geometryOf(x.shape, filterShape, dy.shape, attrs?.strides);
      const rows = geometry.batch * geometry.outputHeight * geometry.outputWidth;
      return tf.tidy(() => {
        const columns = tf.tensor2d(windowRows(geometry, floatsOf(backend, x)), [
          rows,
          tf.util.sizeFromShape(filterShape) / geometry.filters,
        ]);
        return tf.reshape(
          tf.matMul(tf.transpose(columns), tf.reshape(tensorOf(tf, dy), [rows, geometry.filters])),
          filterShape,
        );
      });
    },
  });
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  tf.registerKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, filter } = requireInputs(inputs, 'dy', 'filter');
      const inputShape = numbers(attrs?.inputShape);
      const geometry = geometryOf(inputShape, filter.shape, dy.shape, attrs?.strides);
      const rows = geometry.batch * geometry.outputHeight * geometry.outputWidth;
      return tf.tidy(() => {
        const weights = tf.transpose(tf.reshape(tensorOf(tf, filter), [-1, geometry.filters]));
        const columns = tf.matMul(tf.reshape(tensorOf(tf, dy), [rows, geometry.filters]), weights);
        return tf.tensor(addWindowRows(geometry, floatsOf(backend, columns)), inputShape);
      });
    },
  });
}

function windowRows(geometry: Geometry, image: Float32Array): Float32Array {
  const { batch, outputHeight, outputWidth, kernelHeight, kernelWidth, channels } = geometry;
  const rows = new Float32Array(batch * outputHeight * outputWidth * kernelHeight * kernelWidth * channels);
  forEachRun(geometry, (cell, pixel, length) => {
    if (length >= LONG_RUN) rows.set(image.subarray(pixel, pixel + length), cell);
    else for (let i = 0; i < length; i++) rows[cell + i] = image[pixel + i] ?? 0;
  });
  return rows;
}

function addWindowRows(geometry: Geometry, rows: Float32Array): Float32Array {
  const { batch, height, width, channels } = geometry;
  const image = new Float32Array(batch * height * width * channels);
  forEachRun(geometry, (cell, pixel, length) => {
    for (let i = 0; i < length; i++) image[pixel + i] = (image[pixel + i] ?? 0) + (rows[cell + i] ?? 0);
  });
  return image;
}

/**
 * Visits every row of every window, as far as it lies inside the image: where it starts in the window rows and in the
 * image, and its floats.
 */
function forEachRun(geometry: Geometry, visit: (cell: number, pixel: number, length: number) => void): void {
  const {
    batch,
    height,
    width,
    channels,
    outputHeight,
    outputWidth,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
  } = geometry;
  const padTop = padBefore(height, outputHeight, kernelHeight, strideHeight);
  const padLeft = padBefore(width, outputWidth, kernelWidth, strideWidth);
  let window = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let row = 0; row < outputHeight; row++) {
      for (let column = 0; column < outputWidth; column++, window += kernelHeight * kernelWidth * channels) {
        const left = column * strideWidth - padLeft;
        const first = Math.max(0, -left);
        const length = (Math.min(kernelWidth, width - left) - first) * channels;
        for (let down = 0; down < kernelHeight; down++) {
          const y = row * strideHeight + down - padTop;
          const pixel = ((sample * height + y) * width + left + first) * channels;
          if (y >= 0 && y < height) visit(window + (down * kernelWidth + first) * channels, pixel, length);
        }
      }
    }
  }
}

function padBefore(input: number, output: number, kernel: number, stride: number): number {
  return Math.max(0, (output - 1) * stride + kernel - input) >> 1;
}

function geometryOf(
  input: readonly number[],
  filter: readonly number[],
  output: readonly number[],
  strides: unknown,
): Geometry {
  const [batch = 0, height = 0, width = 0, channels = 0] = input;
  const [kernelHeight = 0, kernelWidth = 0, , filters = 0] = filter;
  const [, outputHeight = 0, outputWidth = 0] = output;
  const [strideHeight = 1, strideWidth = strideHeight] = numbers(strides);
  return {
    batch,
    height,
    width,
    channels,
    outputHeight,
    outputWidth,
    filters,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
  };
}
