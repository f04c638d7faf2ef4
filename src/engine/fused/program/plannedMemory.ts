// How much memory a learner of the fused engine will take, known from its plan alone: no kernels are loaded and nothing
// is reserved.

import type { LearnerOptions } from '../../learner.ts';
import { compileModel } from './compileModel.ts';
import { MAX_MEMORY_BYTES } from './memoryPlan.ts';

/** Below this the kernels keep their constants. */
const FIRST_PAGE_BYTES = 65536;

export interface PlannedMemory {
  readonly bytes: number;
  /** Whether a learner can have as much. */
  readonly fits: boolean;
}

/** @throws ModelError where the fused engine lacks something that the model needs */
export function planFusedMemory(options: LearnerOptions): PlannedMemory {
  const bytes = FIRST_PAGE_BYTES + compileModel(options).plan.bytes;
  return { bytes, fits: bytes <= MAX_MEMORY_BYTES };
}
