// Contestant: whoever takes inner steps on a workload, in this process or in one of its own.

import type { KernelName } from '../../src/engine/fused/native/addon.ts';

/**
 * Who it is, for ratios and targets. `-all` computes with all threads, the others with one; of native kernels there is
 * one for each set of instructions in each family.
 */
export type ContestantId =
  | 'fused'
  | 'fused-fast'
  | `native ${KernelName}`
  | 'tfjs-node'
  | 'tfjs-wasm'
  | 'tfjs-cpu'
  | 'pytorch'
  | 'pytorch-all'
  | 'tensorflow'
  | 'tensorflow-all'
  | 'tensorflow-eager';

/**
 * At work on one workload. Every measurement begins at the workload's starting weights, with an optimizer that has
 * taken no step.
 */
export interface Contestant {
  readonly id: ContestantId;
  readonly name: string;
  /**
   * The mean losses before each of `steps` steps on the mini-batches from number `first` on (after the last comes
   * number 0), then that of the first one after them.
   */
  measureLosses(first: number, steps: number): Promise<readonly number[]>;
  /** Seconds of so many inner loops over the workload's samples, after one that is not timed if `warm`. */
  timeLoops(loops: number, warm: boolean): Promise<number>;
  /** Seconds of so many meta-iterations, after one that is not timed if `warm`. */
  timeMetaIterations(count: number, warm: boolean): Promise<number>;
  /**
   * Bytes of memory in use: a backend's tensors, or a peer's whole process; undefined where the system does not say.
   */
  readMemory(): Promise<number | undefined>;
  dispose(): Promise<void>;
}
