// The native kernels of this machine: found, loaded and tried once in every thread that asks.

import { builtFile } from '../../../base/installation.ts';
import type { KernelLibrary } from '../kernels.ts';
import {
  type FoundAddon,
  type Instructions,
  type KernelFamily,
  type KernelName,
  kernelNamesOf,
  loadAddon,
  nativePlatform,
  wantedInstructions,
} from './addon.ts';
import { nativeLibrary } from './nativeKernels.ts';
import { givesKnownBits } from './selfTest.ts';
import { guardAddon } from './startAgain.ts';
import type { WhyNotNative } from './whyNotNative.ts';

/** Kernels that compute as they should, or why there are none. */
export type FoundNative =
  | { readonly kind: 'here'; readonly library: KernelLibrary }
  | { readonly kind: 'missing'; readonly why: WhyNotNative };

/** Where native kernels of a family come from. */
export type NativeSearch = (family: KernelFamily) => FoundNative;

const found = new Map<KernelFamily, FoundNative>();

/**
 * The widest kernels of a family that this processor runs, or those that a person asks for. Takes some milliseconds the
 * first time.
 */
export function findNative(family: KernelFamily): FoundNative {
  const known = found.get(family);
  if (known !== undefined) return known;
  const own = search(family);
  found.set(family, own);
  return own;
}

function search(family: KernelFamily): FoundNative {
  const loaded = loadAddon(builtFile('kernels', 'native', `${nativePlatform()}.node`), process.env);
  // The small step may crash already.
  if (loaded.kind === 'loaded') guardAddon(loaded.addon);
  return tried(loaded, family, wantedInstructions(process.env));
}

/** The kernels of one name, which need not be the widest; undefined where they do not run here. */
export function nativeLibraryFor(loaded: FoundAddon, name: KernelName): KernelLibrary | undefined {
  if (loaded.kind === 'missing') return undefined;
  const which = loaded.addon.kernels().indexOf(name);
  return which < 0 ? undefined : nativeLibrary(loaded.addon, which, name);
}

/**
 * The widest kernels of a family in an addon, if a small step gives the bits that it should.
 * @param wanted with these instructions alone
 */
export function tried(loaded: FoundAddon, family: KernelFamily, wanted?: Instructions): FoundNative {
  if (loaded.kind === 'missing') return loaded;
  for (const name of kernelNamesOf(family, wanted)) {
    const library = nativeLibraryFor(loaded, name);
    if (library === undefined) continue;
    if (!givesKnownBits(library, family)) return { kind: 'missing', why: { why: 'wrongBits', kernels: name } };
    return { kind: 'here', library };
  }
  return { kind: 'missing', why: { why: 'instructions' } };
}
