// The native engines that this machine has: one for each set of instructions that its processor runs.

import { builtFile } from '../../src/base/installation.ts';
import { type FusedEngine, nativeEngineOf } from '../../src/engine/fused/fusedLearner.ts';
import type { KernelLibrary } from '../../src/engine/fused/kernels.ts';
import { type FoundAddon, instructionSets, loadAddon, nativePlatform } from '../../src/engine/fused/native/addon.ts';
import { nativeLibraryFor } from '../../src/engine/fused/native/findNative.ts';

/** This machine's addon, as the build has put it there. */
export function builtAddon(): FoundAddon {
  return loadAddon(builtFile('kernels', 'native', `${nativePlatform()}.node`), {});
}

/** Widest vectors first. */
function nativeLibraries(): readonly KernelLibrary[] {
  const addon = builtAddon();
  return instructionSets.flatMap((instructions) => nativeLibraryFor(addon, instructions) ?? []);
}

export function nativeEngines(): readonly FusedEngine[] {
  return nativeLibraries().map(nativeEngineOf);
}
