// All backends: the one place that tells them apart by name.

import type { BackendName } from '../experiment/schema.ts';
import type { Backend } from './backend.ts';
import { fusedBackend, nativeBackend, wasmBackend } from './fused/fusedBackends.ts';
import { tfjsCpuBackend, tfjsNodeBackend, tfjsWasmBackend } from './tfjs/tfjsBackends.ts';

export type Backends = Readonly<Record<BackendName, Backend>>;

export const backends: Backends = {
  fused: fusedBackend,
  native: nativeBackend,
  wasm: wasmBackend,
  'tfjs-node': tfjsNodeBackend,
  'tfjs-wasm': tfjsWasmBackend,
  'tfjs-cpu': tfjsCpuBackend,
};

/**
 * What a variant says of its backend: `fused` for `fused simd 5x8`; undefined for one that this version does not know.
 */
export function backendOf(variant: string): BackendName | undefined {
  return Object.values(backends).find(({ name }) => variant.startsWith(`${name} `))?.name;
}

/** Variants of one family give the same bits. */
export function familyOf(variant: string): string {
  const backend = backendOf(variant);
  return backend === undefined ? variant : backends[backend].familyOf(variant);
}
