// The native kernels of this machine: found, loaded and tried once in every thread that asks.

import { builtFile } from '../../../base/installation.ts';
import type { KernelLibrary } from '../kernels.ts';
import { type FoundAddon, type Instructions, isInstructions, loadAddon, nativePlatform } from './addon.ts';
import { nativeLibrary } from './nativeKernels.ts';
import { givesKnownBits } from './selfTest.ts';
import type { WhyNotNative } from './whyNotNative.ts';

/** Kernels that compute as they should, or why there are none. */
export type FoundNative =
  | { readonly kind: 'here'; readonly library: KernelLibrary }
  | { readonly kind: 'missing'; readonly why: WhyNotNative };

let found: FoundNative | undefined;

/** The widest kernels that this processor runs. Takes some milliseconds the first time. */
export function findNative(): FoundNative {
  found ??= tried(loadAddon(builtFile('kernels', 'native', `${nativePlatform()}.node`), process.env));
  return found;
}

/** The kernels for one set of instructions, which need not be the widest; undefined where they do not run here. */
export function nativeLibraryFor(loaded: FoundAddon, instructions: Instructions): KernelLibrary | undefined {
  if (loaded.kind === 'missing') return undefined;
  const which = loaded.addon.kernels().indexOf(instructions);
  return which < 0 ? undefined : nativeLibrary(loaded.addon, which, instructions);
}

/** The widest kernels of an addon, if a small step gives the bits that it should. */
export function tried(loaded: FoundAddon): FoundNative {
  if (loaded.kind === 'missing') return loaded;
  const name = loaded.addon.kernels().find(isInstructions);
  if (name === undefined) return { kind: 'missing', why: { why: 'instructions' } };
  const library = nativeLibrary(loaded.addon, loaded.addon.kernels().indexOf(name), name);
  if (!givesKnownBits(library)) return { kind: 'missing', why: { why: 'wrongBits', kernels: name } };
  return { kind: 'here', library };
}
