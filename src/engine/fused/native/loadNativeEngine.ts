// The native kernels as an engine, in whichever thread computes on them.

import { type FusedEngine, nativeEngineOf } from '../fusedLearner.ts';
import type { KernelFamily } from './addon.ts';
import { findNative } from './findNative.ts';

/** @throws Error where they are not to be had in this thread, though they were where they were chosen */
export function loadNativeEngine(family: KernelFamily): FusedEngine {
  const found = findNative(family);
  if (found.kind === 'missing') throw new Error(`The native kernels are not to be had any more (${found.why.why}).`);
  return nativeEngineOf(found.library);
}
