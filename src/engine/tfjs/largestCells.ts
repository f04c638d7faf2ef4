// The cells that max pooling takes, and a tensor's values in such cells: what second derivatives need and TensorFlow.js
// lacks.

import type { Tensor, Tfjs } from './tfjsTypes.ts';

export interface PoolingSizes {
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly channels: number;
  /** Of the window. */
  readonly height: number;
  readonly width: number;
  readonly strideDown: number;
  readonly strideAcross: number;
  /** Of the output. */
  readonly rows: number;
  readonly columns: number;
}

/**
 * For each output of max pooling, the index of the value that it takes: the first of the largest ones in its window.
 * @param images [batch, imageHeight, imageWidth, channels]
 */
export function largestCells(images: Float32Array, batch: number, sizes: PoolingSizes): Int32Array {
  const { imageHeight, imageWidth, channels, height, width, strideDown, strideAcross, rows, columns } = sizes;
  const padTop = padBefore(imageHeight, rows, height, strideDown);
  const padLeft = padBefore(imageWidth, columns, width, strideAcross);
  const winners = new Int32Array(batch * rows * columns * channels);
  const largest = new Float32Array(channels);
  let output = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let row = 0; row < rows; row++) {
      const top = Math.max(0, row * strideDown - padTop);
      const bottom = Math.min(imageHeight, row * strideDown - padTop + height);
      for (let column = 0; column < columns; column++, output += channels) {
        const left = Math.max(0, column * strideAcross - padLeft);
        const right = Math.min(imageWidth, column * strideAcross - padLeft + width);
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) {
            const cell = ((sample * imageHeight + y) * imageWidth + x) * channels;
            const isFirst = y === top && x === left;
            for (let channel = 0; channel < channels; channel++) {
              const value = images[cell + channel] ?? 0;
              if (isFirst || value > (largest[channel] ?? 0)) {
                largest[channel] = value;
                winners[output + channel] = cell + channel;
              }
            }
          }
        }
      }
    }
  }
  return winners;
}

/**
 * Cells before the image, of padding `same` or `valid` alike: how many there are follows from the number of windows.
 */
function padBefore(cells: number, windows: number, size: number, stride: number): number {
  return Math.max(0, (windows - 1) * stride + size - cells) >> 1;
}

/**
 * The values of `tensor` at flat indices, [indices.length]; its gradient adds each value's slope to the cell that it
 * came from.
 */
export function selectCells(tf: Tfjs, tensor: Tensor, indices: Int32Array): Tensor {
  const select = tf.customGrad((...args) => {
    const [source] = args as [Tensor];
    const values = source.dataSync<'float32'>();
    const gradFunc = (dy: Tensor) => {
      const slopes = dy.dataSync<'float32'>();
      const gradient = new Float32Array(source.size);
      indices.forEach((cell, i) => {
        gradient[cell] = (gradient[cell] ?? 0) + (slopes[i] ?? 0);
      });
      return tf.tensor(gradient, source.shape);
    };
    return { value: tf.tensor(Float32Array.from(indices, (cell) => values[cell] ?? Number.NaN)), gradFunc };
  });
  return select(tensor);
}
