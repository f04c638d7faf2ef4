// Loads the engine that was chosen, in whichever thread computes on it.

import type { EngineSelection } from './backend.ts';
import { loadFusedEngine } from './fused/fusedLearner.ts';
import { loadNativeEngine } from './fused/native/loadNativeEngine.ts';
import type { Engine } from './learner.ts';
import { loadTfjsCpuEngine, loadTfjsWasmEngine } from './tfjs/builtinEngines.ts';
import { loadTfjsNodeEngine } from './tfjs/tfjsNode.ts';

/** @throws Error where it was not built, or does not run here; TfjsNodeError where tfjs-node is broken */
export async function loadEngine(selection: EngineSelection): Promise<Engine> {
  switch (selection.backend) {
    case 'fused':
    case 'native':
    case 'wasm':
      return selection.kernels === 'native'
        ? loadNativeEngine(selection.fastMath ? 'fma' : 'plain')
        : loadFusedEngine({ fastMath: selection.fastMath });
    case 'tfjs-node':
      return loadTfjsNodeEngine(selection.folder);
    case 'tfjs-wasm':
      return loadTfjsWasmEngine();
    case 'tfjs-cpu':
      return loadTfjsCpuEngine();
  }
}
