// The native engines that this machine has: in each family of bits one for each set of instructions that its processor
// runs.

import { builtFile } from '../../src/base/installation.ts';
import { type FusedEngine, nativeEngineOf } from '../../src/engine/fused/fusedLearner.ts';
import type { KernelLibrary } from '../../src/engine/fused/kernels.ts';
import {
  type FoundAddon,
  type KernelFamily,
  kernelNamesOf,
  loadAddon,
  nativePlatform,
} from '../../src/engine/fused/native/addon.ts';
import { nativeLibraryFor } from '../../src/engine/fused/native/findNative.ts';

/** This machine's addon, as the build has put it there. */
export function builtAddon(): FoundAddon {
  return loadAddon(builtFile('kernels', 'native', `${nativePlatform()}.node`), {});
}

/** Widest vectors first. */
export function nativeLibraries(family: KernelFamily): readonly KernelLibrary[] {
  const addon = builtAddon();
  return kernelNamesOf(family).flatMap((name) => nativeLibraryFor(addon, name) ?? []);
}

export function nativeEngines(family: KernelFamily): readonly FusedEngine[] {
  return nativeLibraries(family).map(nativeEngineOf);
}
