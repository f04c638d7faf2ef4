// Our own programs as backends: what they take, and which kernels run them.

import { backendFacts } from '../../experiment/backends.ts';
import type { Backend, BackendRequest, BackendSearch, LearnerPlan, OwnBackend } from '../backend.ts';
import type { EngineReasonPart } from '../engineReason.ts';
import type { LearnerOptions } from '../learner.ts';
import { ModelError } from '../model.ts';
import { findNative } from './native/findNative.ts';
import type { WhyNotNative } from './native/whyNotNative.ts';
import { MAX_MEMORY_BYTES } from './program/memoryPlan.ts';
import { planFusedMemory } from './program/plannedMemory.ts';
import { hasRelaxedSimd } from './wasm/kernelModule.ts';

/** About 20 ms on one core. */
const briefMultiplications = 3e8;

/** On native kernels where they can be had, else in WebAssembly. */
export const fusedBackend = ownBackend('fused', (request) => {
  const { fastMath, notes } = arithmeticOf(request);
  if (fastMath) return wasmWith('fused', fastMath, notes);
  const { native = findNative() } = request;
  if (native.kind === 'here') {
    return { kind: 'here', selection: { backend: 'fused', kernels: 'native', fastMath: false }, notes };
  }
  return wasmWith('fused', fastMath, [...notes, { code: 'nativeMissing', ...native.why }]);
});

export const nativeBackend = ownBackend('native', ({ native = findNative() }) => {
  if (native.kind === 'here') {
    return { kind: 'here', selection: { backend: 'native', kernels: 'native', fastMath: false }, notes: [] };
  }
  return { kind: 'missing', why: { code: 'nativeMissing', ...native.why }, advice: adviceWithout(native.why) };
});

export const wasmBackend = ownBackend('wasm', (request) => {
  const { fastMath, notes } = arithmeticOf(request);
  return wasmWith('wasm', fastMath, notes);
});

function ownBackend(name: OwnBackend, search: Backend['search']): Backend {
  return {
    name,
    ...backendFacts[name],
    familyOf,
    plan: planFused,
    isBrief: (multiplications) => multiplications < briefMultiplications,
    search,
  };
}

/** Tiles and widths of vectors differ in speed alone. */
function familyOf(variant: string): string {
  return variant.startsWith('native ') ? 'fused simd' : variant.replace(/^(fused \w+) .*$/, '$1');
}

function wasmWith(backend: OwnBackend, fastMath: boolean, notes: readonly EngineReasonPart[]): BackendSearch {
  return { kind: 'here', selection: { backend, kernels: 'wasm', fastMath }, notes };
}

/**
 * Plain or fused products: what the run began with, else what the experiment says, as far as this V8 has it. Fused ones
 * are relaxed SIMD's.
 */
function arithmeticOf({ spec, earlier, relaxedSimd = hasRelaxedSimd() }: BackendRequest) {
  const wanted = earlier === undefined ? spec.fastMath : familyOf(earlier.variant) === 'fused relaxed';
  const fastMath = wanted && relaxedSimd;
  return { fastMath, notes: notesOn(fastMath, wanted, spec.fastMath) };
}

function notesOn(fastMath: boolean, wanted: boolean, asked: boolean): readonly EngineReasonPart[] {
  if (fastMath !== wanted) return [{ code: 'fastMathMissing', node: process.versions.node }];
  return fastMath === asked ? [] : [{ code: 'fastMathKept', fastMath }];
}

/** For a person who named them. */
function adviceWithout(missing: WhyNotNative): string {
  switch (missing.why) {
    case 'off':
      return `${missing.variable} switches the native kernels off. Unset it.`;
    case 'absent':
      return `There are no native kernels for ${missing.platform} here. Install Reptile Lab again, if your machine is an x64 or an arm64 with Linux, macOS or Windows.`;
    case 'damaged':
      return 'The file of the native kernels is damaged. Install Reptile Lab again.';
    case 'broken':
      return `The native kernels cannot be loaded (${missing.detail}). Install Reptile Lab again.`;
    case 'instructions':
      return 'The native kernels need a processor with AVX2 or AVX-512.';
    case 'wrongBits':
      return `The native kernels (${missing.kernels}) do not compute here as they should.`;
    case 'crashed':
      return `The native kernels have crashed (${missing.signal}). Set engine.backend to "fused" or "wasm".`;
  }
}

function planFused(options: LearnerOptions): LearnerPlan {
  try {
    return { kind: 'sized', bytes: planFusedMemory(options).bytes, mostBytes: MAX_MEMORY_BYTES };
  } catch (error) {
    if (error instanceof ModelError) return { kind: 'unsupported', detail: error.message };
    throw error;
  }
}
