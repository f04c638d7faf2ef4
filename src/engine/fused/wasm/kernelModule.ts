// Loads the kernels that were compiled to WebAssembly, in the variant that suits this V8.

import { readFile } from 'node:fs/promises';
import type { KernelLibrary, Kernels } from '../kernels.ts';
import { memoryNotGranted } from '../memoryNotGranted.ts';
import { kernelFile, kernelsNotLoaded } from './kernelFile.ts';

/**
 * Kernels as they were built: the largest tile of the matrix kernels, and their arithmetic. Plain SIMD gives the same
 * bits with every tile, on every machine. With `fastMath`, a product and its sum are rounded once where the processor
 * has an instruction for it (relaxed SIMD), so the bits depend on the machine.
 */
export type KernelVariant =
  | { readonly fastMath: false; readonly tile: '4x8' | '5x8' }
  | { readonly fastMath: true; readonly tile: '5x8' | '6x8' };

/** What `kernels/program.ts` exports. */
interface KernelExports extends Omit<Kernels, 'memory'> {
  readonly memory: WebAssembly.Memory;
  workspaceStart(): number;
}

const PAGE_BYTES = 65536;

// A module whose one function is: unreachable, f32x4.relaxed_madd, drop.
const relaxedSimdProbe = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x09, 0x01, 0x07, 0x00, 0x00, 0xfd, 0x85, 0x02, 0x1a, 0x0b],
);

/** Whether this V8 has relaxed SIMD, without which `fastMath` changes nothing: Node 22 and later. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxedSimdProbe);
}

/**
 * The fastest kernels for a V8. V8 up to 12.4 moves loads to the head of a block, and with a larger tile runs out of
 * registers there; fused products need one register less.
 * @param v8Version for instance `13.6.233.17-node.53`
 * @param fastMath whether relaxed SIMD is wanted, and there
 */
export function variantFor(v8Version: string, fastMath: boolean): KernelVariant {
  const keepsOrder = Number.parseInt(v8Version, 10) >= 13;
  if (fastMath) return { fastMath, tile: keepsOrder ? '6x8' : '5x8' };
  return { fastMath, tile: keepsOrder ? '5x8' : '4x8' };
}

/** `simd 4x8`, `relaxed 6x8`. */
function nameOf({ fastMath, tile }: KernelVariant): string {
  return `${fastMath ? 'relaxed' : 'simd'} ${tile}`;
}

/** @throws Error where the kernels were not built */
export async function loadKernels(variant: KernelVariant): Promise<KernelLibrary> {
  const module = await loadModule(variant);
  return {
    name: nameOf(variant),
    workspaceStart: instantiate(module).workspaceStart(),
    instantiate(bytes) {
      const exports = instantiate(module);
      growMemory(exports.memory, bytes);
      return { ...exports, memory: exports.memory.buffer };
    },
  };
}

async function loadModule(variant: KernelVariant): Promise<WebAssembly.Module> {
  const file = kernelFile(`fused-${nameOf(variant).replace(' ', '-')}.wasm`);
  try {
    return await WebAssembly.compile(await readFile(file));
  } catch (error) {
    throw kernelsNotLoaded("The engine's kernels", file, error);
  }
}

/** @throws ModelError where the system does not grant its memory */
function instantiate(module: WebAssembly.Module): KernelExports {
  try {
    const { exports } = new WebAssembly.Instance(module);
    // The build compiles these exports from kernels/program.ts with exactly these signatures.
    return exports as unknown as KernelExports;
  } catch (error) {
    throw error instanceof RangeError ? memoryNotGranted(PAGE_BYTES, error) : error;
  }
}

/** @throws ModelError where the system does not grant the memory */
function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (error) {
    throw memoryNotGranted(bytes, error);
  }
}
