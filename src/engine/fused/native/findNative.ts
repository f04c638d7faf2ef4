// The native kernels of this machine: found, loaded and tried once in every thread that asks.

import { builtFile } from '../../../base/installation.ts';
import type { KernelLibrary } from '../kernels.ts';
import {
  type FoundAddon,
  type Instructions,
  isInstructions,
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

let found: FoundNative | undefined;

/** The widest kernels that this processor runs, or those that a person asks for. Takes some milliseconds the first time. */
export function findNative(): FoundNative {
  found ??= search();
  return found;
}

function search(): FoundNative {
  const loaded = loadAddon(builtFile('kernels', 'native', `${nativePlatform()}.node`), process.env);
  // The small step may crash already.
  if (loaded.kind === 'loaded') guardAddon(loaded.addon);
  return tried(loaded, wantedInstructions(process.env));
}

/** The kernels for one set of instructions, which need not be the widest; undefined where they do not run here. */
export function nativeLibraryFor(loaded: FoundAddon, instructions: Instructions): KernelLibrary | undefined {
  if (loaded.kind === 'missing') return undefined;
  const which = loaded.addon.kernels().indexOf(instructions);
  return which < 0 ? undefined : nativeLibrary(loaded.addon, which, instructions);
}

/**
 * The widest kernels of an addon, if a small step gives the bits that it should.
 * @param wanted these alone
 */
export function tried(loaded: FoundAddon, wanted?: Instructions): FoundNative {
  if (loaded.kind === 'missing') return loaded;
  const name = loaded.addon
    .kernels()
    .filter(isInstructions)
    .find((own) => wanted === undefined || own === wanted);
  if (name === undefined) return { kind: 'missing', why: { why: 'instructions' } };
  const library = nativeLibrary(loaded.addon, loaded.addon.kernels().indexOf(name), name);
  if (!givesKnownBits(library)) return { kind: 'missing', why: { why: 'wrongBits', kernels: name } };
  return { kind: 'here', library };
}
