// Where kernels lie that were compiled to WebAssembly, and what to say where they cannot be loaded.

import { builtFile } from '../../../base/installation.ts';

/** @param name `update.wasm` */
export function kernelFile(name: string): string {
  return builtFile('kernels', name);
}

/** @param what `The engine's kernels` */
export function kernelsNotLoaded(what: string, file: string, cause: unknown): Error {
  return new Error(`${what} cannot be loaded from ${file}. Build them: node scripts/build-kernels.mjs`, { cause });
}
