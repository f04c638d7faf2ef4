// What tfjs-wasm 4.22 lacks or gets wrong among the kernels that training needs.

import { howToSaveMemory } from '../../base/formatMemory.ts';
import { ModelError } from '../model.ts';
import { largestCells } from './largestCells.ts';
import type { Tfjs } from './tfjsTypes.ts';
import { registerConvolutionGradients } from './wasmConvolution.ts';
import { floatsOf, numbers, requireInputs, wasmBackendOf } from './wasmTensors.ts';

const prepared = new WeakSet<object>();

/** Registers our kernels in place of those of the current backend, tfjs-wasm; once, however often it is called. */
export function registerWasmKernels(tf: Tfjs): void {
  if (prepared.has(tf.engine())) return;
  prepared.add(tf.engine());
  registerConvolutionGradients(tf);
  registerMaxPoolGradient(tf);
  refuseMissingMemory(wasmBackendOf(tf.backend()).wasm);
}

/**
 * The backend takes no notice of an allocation that failed, and would write its tensors to address 0, over its own
 * data; and of the size of a larger tensor than WebAssembly can hold, only the lower 32 bits would be reserved.
 */
function refuseMissingMemory(module: object): void {
  const allocate: unknown = Reflect.get(module, '_malloc');
  if (typeof allocate !== 'function') throw new Error('The module of tfjs-wasm has no allocator.');
  const guarded = (bytes: number): number => {
    const address: number = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) {
      throw new ModelError(
        `The model needs more memory than tfjs-wasm has, which is at most 4 GiB. ${howToSaveMemory}.`,
      );
    }
    return address;
  };
  // Not a plain value: the first call of Emscripten's function puts another one into its own place.
  Object.defineProperty(module, '_malloc', { get: () => guarded, set: () => undefined });
}

/**
 * Replaces `MaxPoolGrad`, which leaves out windows whose largest value is negative, and takes the last of several equal
 * ones.
 */
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
