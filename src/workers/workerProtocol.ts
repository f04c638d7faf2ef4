// What the pool and its worker threads say to each other in messages. Whole meta-iterations go through shared memory;
// see `sharedWork.ts`.

import type { EngineSelection } from '../engine/backend.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { AdaptationSample, AdaptedTask, EvaluationRequest, MeasuredTask } from '../meta/executor.ts';
import type { MetaState } from '../meta/metaState.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { SharedArrays } from './sharedWork.ts';

export interface WorkerSetup {
  readonly experiment: Experiment;
  readonly data: TaskData;
  readonly engine: EngineSelection;
  /** Undefined where memory cannot be shared: then everything goes through messages. */
  readonly sharing: Sharing | undefined;
}

/** A thread's part in the shared work. */
export interface Sharing {
  readonly arrays: SharedArrays;
  /** The thread's number among those that compute. */
  readonly participant: number;
  /** Milliseconds that it looks for its next command before it sleeps. */
  readonly longestLook: number;
}

export type WorkerQuestion =
  /** Only where memory is not shared. */
  | { readonly kind: 'adapt'; readonly start: MetaState; readonly firstTask: number; readonly tasks: number }
  /** Where memory is shared, a thread takes tasks of the request until all threads together have taken all. */
  | { readonly kind: 'evaluate'; readonly request: EvaluationRequest }
  | {
      readonly kind: 'sample';
      readonly start: Pick<MetaState, 'parameters' | 'optimizerState'>;
      readonly taskIndex: number;
    };

export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly variant: string; readonly memoryBytes: number }
  | { readonly kind: 'adapted'; readonly tasks: readonly AdaptedTask[]; readonly busySeconds: number }
  | { readonly kind: 'evaluated'; readonly tasks: readonly NumberedTask[] }
  | { readonly kind: 'sampled'; readonly sample: AdaptationSample }
  /** A command that was given through shared memory is carried out. */
  | { readonly kind: 'done' };

/** An evaluated task and its number within the request, from 0. */
export interface NumberedTask {
  readonly index: number;
  readonly task: MeasuredTask;
}
