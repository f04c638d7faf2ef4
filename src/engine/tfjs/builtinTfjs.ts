// Loads the TensorFlow.js that comes with Reptile Lab, once, when somebody asks for it.

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { builtFile } from '../../base/installation.ts';
import type * as builtin from './builtin.ts';

export type BuiltinTfjs = typeof builtin;

/** Holds `tfjs.js` and the WebAssembly that it loads. */
export const builtinFolder = builtFile('tfjs');

let loading: Promise<BuiltinTfjs> | undefined;

/** @throws Error where it was not built */
export function loadBuiltinTfjs(): Promise<BuiltinTfjs> {
  loading ??= importBuiltin();
  return loading;
}

async function importBuiltin(): Promise<BuiltinTfjs> {
  const file = builtFile('tfjs', 'tfjs.js');
  if (!existsSync(file))
    throw new Error(`TensorFlow.js cannot be loaded from ${file}. Build it: node scripts/build-tfjs.mjs`);
  const module: BuiltinTfjs = await import(pathToFileURL(file).href);
  // Without it, every registration that another copy of TensorFlow.js repeats is a warning, and tfjs-cpu prints an
  // advertisement.
  module.tf.enableProdMode();
  return module;
}
