// Inputs and attributes of a kernel of tfjs-wasm, checked.

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

/** A tensor of its own on the same data: without the second reference, tidy would free what the caller still uses. */
export function tensorOf(tf: Tfjs, info: tfjs.TensorInfo): Tensor {
  tf.backend().incRef(info.dataId);
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** What kernels of tfjs-wasm are given for a backend. */
export function wasmBackendOf(backend: unknown): BackendWasm {
  // TensorFlow.js hands every kernel the backend that it is registered for, without its type.
  return backend as BackendWasm;
}

/** The tensor's values where they lie in the backend's memory: only until the next allocation, which may move them. */
export function floatsOf(backend: unknown, info: tfjs.TensorInfo): Float32Array {
  const values = wasmBackendOf(backend).typedArrayFromHeap(info);
  if (!(values instanceof Float32Array))
    throw new TypeError(`A tensor of float32 is needed, this one holds ${info.dtype}.`);
  return values;
}

/** @throws Error where an input is missing */
export function requireInputs<Name extends string>(
  inputs: tfjs.NamedTensorInfoMap,
  ...names: readonly Name[]
): Record<Name, tfjs.TensorInfo> {
  return Object.fromEntries(
    names.map((name) => {
      const input = inputs[name];
      if (input === undefined) throw new Error(`The kernel lacks its input ${name}.`);
      return [name, input];
    }),
  ) as Record<Name, tfjs.TensorInfo>;
}

/** An attribute that is a number or a list of numbers, as a list. */
export function numbers(value: unknown): number[] {
  const list: unknown = typeof value === 'number' ? [value] : value;
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'number')) {
    throw new TypeError('A number or a list of numbers is needed.');
  }
  return list;
}
