// Why WebAssembly computes instead of native kernels, in codes: what manifests keep.

import type { CrashSignal } from '../../../base/crashedNative.ts';

export type WhyNotNative =
  /** A person switched them off by this variable of the environment. */
  | { readonly why: 'off'; readonly variable: string }
  /** There is no file for this machine: it is of another kind than those that one is built for, or it was removed. */
  | { readonly why: 'absent'; readonly platform: string }
  /** The file is not the one that was built. */
  | { readonly why: 'damaged' }
  /** The file cannot be loaded. `detail`: what came of it. */
  | { readonly why: 'broken'; readonly detail: string }
  /** The processor, or the system, lacks the instructions. */
  | { readonly why: 'instructions' }
  /** A small step gave other bits than it should. */
  | { readonly why: 'wrongBits'; readonly kernels: string }
  /** They have crashed, and the process carries on what they were at. */
  | { readonly why: 'crashed'; readonly signal: CrashSignal };
