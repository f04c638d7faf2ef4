// What can compute, as far as an experiment's file is concerned: facts of each backend that are known without any
// engine.

import { type BackendName, backendNames, type EngineSpec } from './schema.ts';

export interface BackendFacts {
  /** Whether `auto` may come to it. */
  readonly isAutomatic: boolean;
  /** Whether `fastMath` means anything to it. */
  readonly hasFastMath: boolean;
  /** Whether all memory that a learner will take is known, and reserved, before it starts. */
  readonly reservesMemory: boolean;
  /** Whether its code is not Reptile Lab's own, but lies where a person has installed it. */
  readonly isInstalledApart: boolean;
}

export const backendFacts: Readonly<Record<BackendName, BackendFacts>> = {
  fused: { isAutomatic: true, hasFastMath: true, reservesMemory: true, isInstalledApart: false },
  native: { isAutomatic: false, hasFastMath: true, reservesMemory: true, isInstalledApart: false },
  wasm: { isAutomatic: false, hasFastMath: true, reservesMemory: true, isInstalledApart: false },
  'tfjs-node': { isAutomatic: true, hasFastMath: false, reservesMemory: false, isInstalledApart: true },
  'tfjs-wasm': { isAutomatic: true, hasFastMath: false, reservesMemory: false, isInstalledApart: false },
  'tfjs-cpu': { isAutomatic: false, hasFastMath: false, reservesMemory: false, isInstalledApart: false },
};

/** The backends that may compute an experiment which asks for this one, in the order in which they are tried. */
export function candidatesOf(asked: EngineSpec['backend']): readonly BackendName[] {
  if (asked !== 'auto') return [asked];
  return backendNames.filter((name) => name !== 'auto').filter((name) => backendFacts[name].isAutomatic);
}
