// The engines on the TensorFlow.js that comes with Reptile Lab.

import path from 'node:path';
import type { Engine } from '../learner.ts';
import { type BuiltinTfjs, builtinFolder, loadBuiltinTfjs } from './builtinTfjs.ts';
import { createTfjsEngine } from './tfjsEngine.ts';
import { registerWasmKernels } from './wasmKernels.ts';

let startingWasm: Promise<void> | undefined;

/**
 * TensorFlow.js in WebAssembly; its variant is `tfjs-wasm 4.22.0 simd`.
 * @throws Error where it was not built, or the processor lacks SIMD
 */
export async function loadTfjsWasmEngine(): Promise<Engine> {
  const builtin = await loadBuiltinTfjs();
  startingWasm ??= startWasm(builtin);
  await startingWasm;
  const { tf } = builtin;
  const engine = createTfjsEngine(tf, 'tfjs-wasm', `${tf.version_core} simd`);
  registerWasmKernels(tf);
  return engine;
}

/**
 * TensorFlow.js in plain JavaScript, the slowest and the reference; its variant is `tfjs-cpu 4.22.0`.
 * @throws Error where it was not built
 */
export async function loadTfjsCpuEngine(): Promise<Engine> {
  const { tf } = await loadBuiltinTfjs();
  return createTfjsEngine(tf, 'tfjs-cpu', tf.version_core);
}

/** Starts the backend before TensorFlow.js hears of it: while `setBackend` waits for one, no other can compute. */
async function startWasm({ tf, setWasmPaths }: BuiltinTfjs): Promise<void> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error('tfjs-wasm needs a processor with SIMD. Choose tfjs-node or tfjs-cpu as engine.backend.');
  }
  setWasmPaths(builtinFolder + path.sep);
  const backend = await withoutNewListeners(() => tf.findBackendFactory('wasm')());
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend);
}

/** Emscripten's start-up listens for errors of the whole process, only to throw them again from its own code. */
async function withoutNewListeners<T>(start: () => T | Promise<T>): Promise<T> {
  const uncaught = process.listeners('uncaughtException');
  const unhandled = process.listeners('unhandledRejection');
  try {
    return await start();
  } finally {
    for (const listener of process.listeners('uncaughtException')) {
      if (!uncaught.includes(listener)) process.off('uncaughtException', listener);
    }
    for (const listener of process.listeners('unhandledRejection')) {
      if (!unhandled.includes(listener)) process.off('unhandledRejection', listener);
    }
  }
}
