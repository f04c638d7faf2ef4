// What tfjs-wasm 4.22 lacks or gets wrong among the kernels that training needs.

import { largestCells } from './largestCells.ts';
import type { Tfjs } from './layerRules.ts';
import { registerConvolutionGradients } from './wasmConvolution.ts';
import { floatsOf, numbers, requireInputs } from './wasmTensors.ts';

const prepared = new WeakSet<object>();

/** Registers our kernels in place of the backend's own; once, however often it is called. */
export function registerWasmKernels(tf: Tfjs): void {
  if (prepared.has(tf.engine())) return;
  prepared.add(tf.engine());
  registerConvolutionGradients(tf);
  registerMaxPoolGradient(tf);
}

/** Replaces `MaxPoolGrad`, which leaves out windows whose largest value is negative, and takes the last of several equal ones. */
function registerMaxPoolGradient(tf: Tfjs): void {
  tf.unregisterKernel('MaxPoolGrad', 'wasm');
  tf.registerKernel({
    kernelName: 'MaxPoolGrad',
    backendName: 'wasm',
    kernelFunc({ inputs, backend, attrs }) {
      const { dy, input } = requireInputs(inputs, 'dy', 'input');
      const [batch = 0, imageHeight = 0, imageWidth = 0, channels = 0] = input.shape;
      const [, rows = 0, columns = 0] = dy.shape;
      const [height = 1, width = height] = numbers(attrs?.filterSize);
      const [strideDown = 1, strideAcross = strideDown] = numbers(attrs?.strides);
      const sizes = { imageHeight, imageWidth, channels, rows, columns, height, width, strideDown, strideAcross };
      const gradient = new Float32Array(batch * imageHeight * imageWidth * channels);
      const slopes = floatsOf(backend, dy);
      largestCells(floatsOf(backend, input), batch, sizes).forEach((cell, i) => {
        gradient[cell] = (gradient[cell] ?? 0) + (slopes[i] ?? 0);
      });
      return tf.tensor(gradient, input.shape);
    },
  });
}
