// Loads the compiled kernels: the variant that suits this V8, and an instance of it with memory of its own.

import { readFile } from 'node:fs/promises';
import { builtFile } from '../../experiment/installation.ts';
import { ModelError } from '../model.ts';

/** Largest tile of the matrix kernels; all give the same bits. */
export type Tile = '4x8' | '5x8';

/** What `kernels/program.ts` exports; addresses are bytes. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  workspaceStart(): number;
  setDecayPowers(first: number, second: number): void;
  run(
    program: number,
    batch: number,
    steps: number,
    inputs: number,
    inputBytes: number,
    targets: number,
    targetBytes: number,
    losses: number,
  ): void;
  runOperation(operation: number, batch: number, inputs: number, targets: number, loss: number): number;
  packMatrix(rows: number, columns: number, flat: number, panels: number): void;
  unpackMatrix(rows: number, columns: number, flat: number, panels: number): void;
}

const PAGE_BYTES = 65536;

/**
 * V8 up to 12.4 moves loads to the head of a block, and with a larger tile runs out of registers there.
 * @param v8Version for instance `13.6.233.17-node.53`
 */
export function tileFor(v8Version: string): Tile {
  const major = Number.parseInt(v8Version, 10);
  return major >= 13 ? '5x8' : '4x8';
}

/** @throws Error where the kernels were not built */
export async function loadKernelModule(tile: Tile): Promise<WebAssembly.Module> {
  const file = builtFile('kernels', `fused-${tile}.wasm`);
  try {
    return await WebAssembly.compile(await readFile(file));
  } catch (error) {
    throw new Error(`The engine's kernels cannot be loaded from ${file}. Build them: node scripts/build-kernels.mjs`, {
      cause: error,
    });
  }
}

export function instantiateKernels(module: WebAssembly.Module): Kernels {
  const { exports } = new WebAssembly.Instance(module);
  // The build compiles these exports from kernels/program.ts with exactly these signatures.
  return exports as unknown as Kernels;
}

/** @throws ModelError where the system does not grant the memory */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (error) {
    const megabytes = Math.ceil(bytes / 2 ** 20);
    throw new ModelError(
      `The model needs ${megabytes} MiB of memory, which the system does not grant (${String(error)}). Use smaller batches or fewer filters.`,
    );
  }
}
