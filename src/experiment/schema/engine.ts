// The engine in the experiment file.

import * as z from 'zod';

/** What can compute, in the order in which `auto` tries them. */
export const backendNames = ['auto', 'fused', 'native', 'wasm', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] as const;

export const engine = z
  .strictObject({
    backend: z
      .enum(backendNames)
      .describe(
        "What computes. 'fused': whole inner loops by Reptile Lab's own programs, on native kernels where the processor has " +
          "them, else in WebAssembly, with the same bits; 'native', 'wasm': the same on these alone; 'tfjs-node', 'tfjs-wasm', " +
          "'tfjs-cpu': TensorFlow.js; 'auto': fused where it supports the model, else tfjs-node where it is installed, else tfjs-wasm.",
      )
      .default('auto'),
    fastMath: z
      .boolean()
      .describe(
        'Let fused round a product and its sum once instead of twice. Faster; the last bits are other ones: the same wherever native kernels ' +
          'compute, while in WebAssembly, which needs Node.js 22, they depend on the processor.',
      )
      .default(false),
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(256)])
      .describe('Worker threads. The result does not depend on it.')
      .default('auto'),
  })
  .describe('Where and how numbers are computed.');
