// The engine on TensorFlow.js: one implementation for tfjs-node, tfjs-wasm and tfjs-cpu.

import type { Engine } from '../learner.ts';
import { TfjsLearner } from './tfjsLearner.ts';
import type { Tfjs } from './tfjsTypes.ts';

/** By what names TensorFlow.js knows its backends. */
const registeredNames = { 'tfjs-node': 'tensorflow', 'tfjs-wasm': 'wasm', 'tfjs-cpu': 'cpu' } as const;

export type TfjsBackend = keyof typeof registeredNames;

/**
 * Learners on a backend of TensorFlow.js that has been started: `await tf.setBackend(…)` has to come first. Several
 * engines, of one copy of TensorFlow.js or of several, may take turns: every call of a learner makes its own backend
 * the current one.
 * @param tf a copy of tfjs-core with its gradients registered
 * @param version of TensorFlow.js, and what else tells the results of two machines apart: `4.22.0 simd`, `4.22.0
 * TensorFlow 2.9.1`. The
 *   engine's variant is `backend`, then this
 */
export function createTfjsEngine(tf: Tfjs, backend: TfjsBackend, version: string): Engine {
  const variant = `${backend} ${version}`;
  const activate = () => {
    const name = registeredNames[backend];
    // Without waiting: the promise is for a backend that has yet to start.
    if (tf.getBackend() !== name) void tf.setBackend(name);
  };
  activate();
  return { variant, createLearner: (options) => new TfjsLearner(tf, options, variant, activate) };
}
