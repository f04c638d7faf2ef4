// The fused engine as a backend: what it takes, and which of its arithmetics a run gets.

import { backendFacts } from '../../experiment/backends.ts';
import type { Backend, LearnerPlan } from '../backend.ts';
import type { EngineReasonPart } from '../engineReason.ts';
import type { LearnerOptions } from '../learner.ts';
import { ModelError } from '../model.ts';
import { MAX_MEMORY_BYTES } from './program/memoryPlan.ts';
import { planFusedMemory } from './program/plannedMemory.ts';
import { hasRelaxedSimd } from './wasm/kernelModule.ts';

/** About 20 ms on one core. */
const briefMultiplications = 3e8;

export const fusedBackend: Backend = {
  name: 'fused',
  ...backendFacts.fused,
  // Tiles differ in speed alone.
  familyOf: (variant) => variant.replace(/^(fused \w+) .*$/, '$1'),
  plan: planFused,
  isBrief: (multiplications) => multiplications < briefMultiplications,
  // Plain SIMD or fused products: what the run began with, else what the experiment says, as far as this V8 has it.
  search({ spec, earlier, relaxedSimd = hasRelaxedSimd() }) {
    const wanted = earlier === undefined ? spec.fastMath : fusedBackend.familyOf(earlier.variant) === 'fused relaxed';
    const fastMath = wanted && relaxedSimd;
    const selection = { backend: 'fused', fastMath } as const;
    return { kind: 'here', selection, notes: notesOn(fastMath, wanted, spec.fastMath) };
  },
};

function notesOn(fastMath: boolean, wanted: boolean, asked: boolean): readonly EngineReasonPart[] {
  if (fastMath !== wanted) return [{ code: 'fastMathMissing', node: process.versions.node }];
  return fastMath === asked ? [] : [{ code: 'fastMathKept', fastMath }];
}

function planFused(options: LearnerOptions): LearnerPlan {
  try {
    return { kind: 'sized', bytes: planFusedMemory(options).bytes, mostBytes: MAX_MEMORY_BYTES };
  } catch (error) {
    if (error instanceof ModelError) return { kind: 'unsupported', detail: error.message };
    throw error;
  }
}
