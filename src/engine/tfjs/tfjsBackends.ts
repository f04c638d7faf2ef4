// TensorFlow.js as backends: native where a person has installed it, and the two kinds that come with Reptile Lab.

import { backendFacts } from '../../experiment/backends.ts';
import type { BackendName } from '../../experiment/schema.ts';
import type { Backend, BackendRequest, BackendSearch, LearnerPlan } from '../backend.ts';
import { fusedBackend } from '../fused/fusedBackends.ts';
import type { LearnerOptions } from '../learner.ts';
import { describeMissing, findTfjsNode, whyMissing } from './findTfjsNode.ts';

const shared = {
  familyOf: (variant: string) => variant,
  // Every operation of TensorFlow.js takes its time, however small the network is.
  isBrief: () => false,
};

export const tfjsNodeBackend: Backend = {
  name: 'tfjs-node',
  ...backendFacts['tfjs-node'],
  ...shared,
  plan: () => ({ kind: 'open' }),
  search: searchTfjsNode,
};

export const tfjsWasmBackend: Backend = {
  name: 'tfjs-wasm',
  ...backendFacts['tfjs-wasm'],
  ...shared,
  plan: planTfjsWasm,
  search: () => comesWithReptileLab('tfjs-wasm'),
};

export const tfjsCpuBackend: Backend = {
  name: 'tfjs-cpu',
  ...backendFacts['tfjs-cpu'],
  ...shared,
  plan: () => ({ kind: 'open' }),
  search: () => comesWithReptileLab('tfjs-cpu'),
};

/** It keeps the same activations as fused, in WebAssembly's memory as well; what fused does not support, it may. */
function planTfjsWasm(options: LearnerOptions): LearnerPlan {
  const plan = fusedBackend.plan(options);
  return plan.kind === 'sized' ? plan : { kind: 'open' };
}

function searchTfjsNode({ places }: BackendRequest): BackendSearch {
  const search = findTfjsNode(places);
  switch (search.kind) {
    case 'found': {
      const { folder } = search.installation;
      return {
        kind: 'here',
        selection: { backend: 'tfjs-node', folder },
        notes: [{ code: 'tensorFlowFound', folder }],
      };
    }
    case 'missing':
      return {
        kind: 'missing',
        why: { code: 'tensorFlowMissing', ...whyMissing(search) },
        advice: describeMissing(search),
      };
  }
}

function comesWithReptileLab(backend: Extract<BackendName, 'tfjs-wasm' | 'tfjs-cpu'>): BackendSearch {
  return { kind: 'here', selection: { backend }, notes: [] };
}
