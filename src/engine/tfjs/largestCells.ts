// The cells that max pooling takes, and a tensor's values in such cells: what second derivatives need and TensorFlow.js lacks.

import { type Padding, windowExtent } from '../window.ts';
import type { Tensor, Tfjs } from './layerRules.ts';

export interface PoolingSizes {
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly padding: Padding;
  /** Of the output. */
  readonly rows: number;
  readonly columns: number;
}

/**
 * For each output of max pooling, the index of the value that it takes: the first of the largest ones in its window.
 * @param images [batch, imageHeight, imageWidth, channels]
 */
export function largestCells(images: Float32Array, batch: number, sizes: PoolingSizes): Int32Array {
  const { imageHeight, imageWidth, channels, height, width, stride, padding, rows, columns } = sizes;
  const padTop = windowExtent(imageHeight, height, stride, padding).padBefore;
  const padLeft = windowExtent(imageWidth, width, stride, padding).padBefore;
  const winners = new Int32Array(batch * rows * columns * channels);
  let output = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let row = 0; row < rows; row++) {
      const top = row * stride - padTop;
      for (let column = 0; column < columns; column++) {
        const left = column * stride - padLeft;
        for (let channel = 0; channel < channels; channel++, output++) {
          let best = -1;
          for (let y = Math.max(top, 0); y < Math.min(top + height, imageHeight); y++) {
            for (let x = Math.max(left, 0); x < Math.min(left + width, imageWidth); x++) {
              const index = ((sample * imageHeight + y) * imageWidth + x) * channels + channel;
              if (best < 0 || (images[index] ?? 0) > (images[best] ?? 0)) best = index;
            }
          }
          winners[output] = best;
        }
      }
    }
  }
  return winners;
}

/** The values of `tensor` at flat indices, [indices.length]; its gradient adds each value's slope to the cell that it came from. */
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
