// The native kernels as a library: over memory that is aligned and never moves, as WebAssembly's is.

import type { KernelLibrary, Kernels } from '../kernels.ts';
import { memoryNotGranted } from '../memoryNotGranted.ts';
import type { KernelName, NativeAddon } from './addon.ts';
import { ProgramGuard } from './programGuard.ts';

/** No region stands at 0, which operands mean nothing by. */
const workspaceStart = 64;
const PAGE_BYTES = 65536;

/** `State` of `kernels/state.h`: two float64, two words, and room for packed weights. */
const STATE_BYTES = 24 + (64 * 64 + 16) * 4;

/** @param which number of the kernels in the addon's list */
export function nativeLibrary(addon: NativeAddon, which: number, name: KernelName): KernelLibrary {
  return { name, workspaceStart, instantiate: (bytes) => instantiate(addon, which, bytes) };
}

function instantiate(addon: NativeAddon, which: number, bytes: number): Kernels {
  const memory = reserve(bytes);
  addon.preferHugePages(memory);
  const state = new ArrayBuffer(STATE_BYTES);
  const powers = new Float64Array(state, 0, 2);
  const dropout = new Int32Array(state, 16, 2);
  const guard = new ProgramGuard(memory, bytes);
  powers.fill(1);
  return {
    memory,
    setDecayPowers(first, second) {
      powers[0] = first;
      powers[1] = second;
    },
    setDropout(seed, step) {
      dropout[0] = seed;
      dropout[1] = step;
    },
    run(program, batch, steps, inputs, inputBytes, targets, targetBytes, losses) {
      guard.requireProgram({ program, batch, steps, inputs, inputBytes, targets, targetBytes, losses });
      if (
        addon.run(which, memory, state, program, batch, steps, inputs, inputBytes, targets, targetBytes, losses) !== 1
      )
        throw new Error('A program has an operation that the native kernels lack.');
    },
    runOperation(operation, batch, inputs, targets, loss) {
      guard.requireOperation(operation, { batch, inputs, targets, losses: loss });
      const next = addon.runOperation(which, memory, state, operation, batch, 1, inputs, 0, targets, 0, loss);
      if (next === 0) throw new Error('A program has an operation that the native kernels lack.');
      return next;
    },
    packMatrix(rows, columns, flat, panels) {
      guard.requireMatrix(rows, columns, flat, panels);
      addon.move(which, memory, state, rows, columns, flat, panels, 1);
    },
    unpackMatrix(rows, columns, flat, panels) {
      guard.requireMatrix(rows, columns, flat, panels);
      addon.move(which, memory, state, rows, columns, flat, panels, 0);
    },
  };
}

/** @throws ModelError where the system does not grant it */
function reserve(bytes: number): ArrayBuffer {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) }).buffer;
  } catch (error) {
    throw memoryNotGranted(bytes, error);
  }
}
