// The engines on the TensorFlow.js that comes with Reptile Lab. Nothing of it is loaded before one of them is asked for.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtFile } from '../../experiment/installation.ts';
import type { Engine } from '../learner.ts';
import type * as builtin from './builtin.ts';
import { createTfjsEngine } from './tfjsEngine.ts';

let loading: Promise<typeof builtin> | undefined;
let startingWasm: Promise<void> | undefined;

/**
 * TensorFlow.js in WebAssembly; its variant is `tfjs-wasm 4.22.0 simd`, without `simd` where the processor lacks it.
 * @throws Error where it was not built
 */
export async function loadTfjsWasmEngine(): Promise<Engine> {
  const { tf, setWasmPaths } = await loadBuiltin();
  startingWasm ??= startWasm(tf, setWasmPaths);
  await startingWasm;
  const suffix = tf.env().getBool('WASM_HAS_SIMD_SUPPORT') ? ' simd' : '';
  return createTfjsEngine(tf, 'tfjs-wasm', `${tf.version_core}${suffix}`);
}

/**
 * TensorFlow.js in plain JavaScript, the slowest and the reference; its variant is `tfjs-cpu 4.22.0`.
 * @throws Error where it was not built
 */
export async function loadTfjsCpuEngine(): Promise<Engine> {
  const { tf } = await loadBuiltin();
  return createTfjsEngine(tf, 'tfjs-cpu', tf.version_core);
}

function loadBuiltin(): Promise<typeof builtin> {
  loading ??= importBuiltin();
  return loading;
}

async function importBuiltin(): Promise<typeof builtin> {
  const file = builtFile('tfjs', 'tfjs.js');
  if (!existsSync(file)) throw new Error(`TensorFlow.js cannot be loaded from ${file}. Build it: node scripts/build.mjs`);
  const module: typeof builtin = await import(pathToFileURL(file).href);
  // Without it, every registration that another copy of TensorFlow.js repeats is a warning, and tfjs-cpu prints an advertisement.
  module.tf.enableProdMode();
  return module;
}

/** Starts the backend before TensorFlow.js hears of it: while `setBackend` waits for one, no other can compute. */
async function startWasm(tf: typeof builtin.tf, setWasmPaths: typeof builtin.setWasmPaths): Promise<void> {
  // Its threads are the browser's. It knows Node by a flag that all copies of TensorFlow.js in a process share, and any of them may set.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${path.dirname(builtFile('tfjs', 'tfjs.js'))}${path.sep}`);
  const backend = await tf.findBackendFactory('wasm')();
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend);
}
