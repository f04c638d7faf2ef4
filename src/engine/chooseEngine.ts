// Which engine computes a model, and why: the one place that knows all backends.

import type { BackendName } from '../experiment/schema.ts';
import { loadFusedEngine } from './fused/fusedLearner.ts';
import type { Engine } from './learner.ts';

/** An engine that any thread can load; plain data. */
export type EngineSelection = { readonly backend: Extract<BackendName, 'fused'> };

export async function loadEngine(selection: EngineSelection): Promise<Engine> {
  switch (selection.backend) {
    case 'fused':
      return loadFusedEngine();
  }
}
