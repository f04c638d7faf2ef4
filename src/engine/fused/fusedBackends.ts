// Our own programs as backends: what they take, and which kernels run them.

import { backendFacts } from '../../experiment/backends.ts';
import type { Backend, BackendRequest, BackendSearch, EngineSelection, LearnerPlan, OwnBackend } from '../backend.ts';
import type { EngineReasonPart } from '../engineReason.ts';
import type { LearnerOptions } from '../learner.ts';
import { ModelError } from '../model.ts';
import { type FoundNative, findNative } from './native/findNative.ts';
import type { WhyNotNative } from './native/whyNotNative.ts';
import { MAX_MEMORY_BYTES } from './program/memoryPlan.ts';
import { planFusedMemory } from './program/plannedMemory.ts';
import { hasRelaxedSimd } from './wasm/kernelModule.ts';

/** About 20 ms on one core. */
const briefMultiplications = 3e8;

/**
 * On native kernels where they can be had, else in WebAssembly. With `fastMath` on those with fused products, else with
 * relaxed SIMD, where they depend on the processor, else with plain ones.
 */
export const fusedBackend = ownBackend('fused', (request) => {
  const { native = findNative, relaxedSimd = hasRelaxedSimd() } = request;
  const wanted = wantedBy(request);
  const notes: EngineReasonPart[] = [];
  if (wanted !== 'plain') {
    const fma = wanted === 'relaxed' && relaxedSimd ? undefined : native('fma');
    if (fma?.kind === 'here') return nativeWith('fused', request, true);
    if (fma !== undefined && isPromised(request)) return refusedWithout(fma.why, request);
    if (relaxedSimd) return wasmWith('fused', request, true, fma === undefined ? [] : [withoutNative(fma.why)]);
    notes.push(...wrongIn(fma), fastMathMissing());
  }
  const plain = native('plain');
  if (plain.kind === 'here') return nativeWith('fused', request, false, notes);
  return wasmWith('fused', request, false, [...notes, withoutNative(plain.why)]);
});

export const nativeBackend = ownBackend('native', (request) => {
  const { native = findNative } = request;
  const fma = wantedBy(request) === 'plain' ? undefined : native('fma');
  if (fma?.kind === 'here') return nativeWith('native', request, true);
  if (fma !== undefined && isPromised(request)) return refusedWithout(fma.why, request);
  const plain = native('plain');
  if (plain.kind === 'here') return nativeWith('native', request, false, wrongIn(fma));
  return { kind: 'missing', why: withoutNative(plain.why), advice: adviceWithout(plain.why) };
});

export const wasmBackend = ownBackend('wasm', (request) => {
  const { relaxedSimd = hasRelaxedSimd() } = request;
  const fastMath = wantedBy(request) !== 'plain';
  return wasmWith('wasm', request, fastMath && relaxedSimd, fastMath && !relaxedSimd ? [fastMathMissing()] : []);
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

/** Native kernels with fused products give the same bits on every machine that has them. */
const promisedFamily = 'native fma';
/** WebAssembly's fused products, which depend on the processor. */
const relaxedFamily = 'fused relaxed';

/** Tiles and widths of vectors differ in speed alone. */
function familyOf(variant: string): string {
  if (variant.startsWith('native ')) return variant.startsWith('native fma ') ? promisedFamily : 'fused simd';
  return variant.replace(/^(fused \w+) .*$/, '$1');
}

/** How products are to be added: as the run began, or, for one that begins, as the experiment says. */
function wantedBy({ spec, earlier }: BackendRequest): 'plain' | 'fused' | 'relaxed' {
  if (earlier === undefined) return spec.fastMath ? 'fused' : 'plain';
  const family = familyOf(earlier.variant);
  return family === promisedFamily ? 'fused' : family === relaxedFamily ? 'relaxed' : 'plain';
}

/** Whether a run goes on with the bits of native fused products or not at all. */
function isPromised({ earlier, mayDeviate }: BackendRequest): boolean {
  return earlier !== undefined && !mayDeviate && familyOf(earlier.variant) === promisedFamily;
}

function refusedWithout(missing: WhyNotNative, { earlier }: BackendRequest): BackendSearch {
  const message =
    `The run was computed on ${earlier?.variant} until now, whose bits only native kernels give. ${adviceWithout(missing)} ` +
    'Or resume the run on another machine, or begin a new one with what it has learned: reptile-lab train FILE --initialize-from RUN.';
  return { kind: 'refused', message };
}

function nativeWith(
  backend: 'fused' | 'native',
  request: BackendRequest,
  fastMath: boolean,
  notes: readonly EngineReasonPart[] = [],
): BackendSearch {
  return here({ backend, kernels: 'native', fastMath }, request, notes);
}

function wasmWith(
  backend: 'fused' | 'wasm',
  request: BackendRequest,
  fastMath: boolean,
  notes: readonly EngineReasonPart[],
): BackendSearch {
  return here({ backend, kernels: 'wasm', fastMath }, request, notes);
}

function here(
  selection: Extract<EngineSelection, { readonly kernels: string }>,
  { spec, earlier }: BackendRequest,
  notes: readonly EngineReasonPart[],
): BackendSearch {
  const { fastMath } = selection;
  const isMissing = notes.some(({ code }) => code === 'fastMathMissing' || code === 'fmaWrong');
  const isKept = earlier !== undefined && fastMath !== spec.fastMath && !isMissing;
  return { kind: 'here', selection, notes: isKept ? [{ code: 'fastMathKept', fastMath }, ...notes] : notes };
}

function withoutNative(missing: WhyNotNative): EngineReasonPart {
  return { code: 'nativeMissing', ...missing };
}

function fastMathMissing(): EngineReasonPart {
  return { code: 'fastMathMissing', node: process.versions.node };
}

/** Where plain native kernels compute instead, though those with fused products are there. */
function wrongIn(fma: FoundNative | undefined): readonly EngineReasonPart[] {
  if (fma?.kind !== 'missing' || fma.why.why !== 'wrongBits') return [];
  return [{ code: 'fmaWrong', kernels: fma.why.kernels }];
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
