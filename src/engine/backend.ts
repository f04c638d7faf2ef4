// Backend: all that anybody asks of what can compute, before it is loaded.

import type { BackendFacts } from '../experiment/backends.ts';
import type { BackendName, EngineSpec } from '../experiment/schema.ts';
import type { EngineReasonPart } from './engineReason.ts';
import type { NativeSearch } from './fused/native/findNative.ts';
import type { LearnerOptions } from './learner.ts';
import type { TfjsNodePlace } from './tfjs/tfjsNodePlaces.ts';

/** An engine that any thread can load by itself; plain data. */
export type EngineSelection =
  | { readonly backend: OwnBackend; readonly kernels: 'native' | 'wasm'; readonly fastMath: boolean }
  | { readonly backend: 'tfjs-node'; readonly folder: string }
  | { readonly backend: 'tfjs-wasm' | 'tfjs-cpu' };

/** Those that run our own programs: on native kernels where they can be had, on these alone, in WebAssembly alone. */
export type OwnBackend = 'fused' | 'native' | 'wasm';

/** What computed a run until now. */
export interface EarlierEngine {
  readonly backend: BackendName;
  readonly variant: string;
}

/** What a learner will take. */
export type LearnerPlan =
  /** Bytes of memory, and how many it can have at most. */
  | { readonly kind: 'sized'; readonly bytes: number; readonly mostBytes: number }
  /** The backend lacks something that the model needs; `detail`: what, as `ModelError` says it. */
  | { readonly kind: 'unsupported'; readonly detail: string }
  /** Memory is reserved as it goes, and nothing speaks against it. */
  | { readonly kind: 'open' };

export type RefusedPlan = Exclude<LearnerPlan, { readonly kind: 'open' }>;

/** What bears on which variant of a backend is to be had here. */
export interface BackendRequest {
  readonly spec: EngineSpec;
  /** Undefined for a run that begins. */
  readonly earlier: EarlierEngine | undefined;
  /** Whether numbers will do that differ from the earlier engine's in their last digits. */
  readonly mayDeviate: boolean;
  /** Where tfjs-node is looked for. */
  readonly places: readonly TfjsNodePlace[];
  /** Whether this V8 rounds fused products once; undefined asks it. */
  readonly relaxedSimd: boolean | undefined;
  /** The native kernels of this machine; undefined looks for them. */
  readonly native: NativeSearch | undefined;
}

/** Whether a backend runs here. */
export type BackendSearch =
  /** `notes`: what is to be known of the variant beside why the backend was chosen. */
  | { readonly kind: 'here'; readonly selection: EngineSelection; readonly notes: readonly EngineReasonPart[] }
  /** `advice`: why it does not, and what to do, in sentences. */
  | { readonly kind: 'missing'; readonly why: EngineReasonPart; readonly advice: string }
  /** The run's bits are promised, but not to be had here. `message`: why it does not go on, and what to do. */
  | { readonly kind: 'refused'; readonly message: string };

export interface Backend extends BackendFacts {
  readonly name: BackendName;
  /** What a variant's name says of the bits of its results: the same for variants that differ in speed alone. */
  familyOf(variant: string): string;
  /** Takes some milliseconds for a large network; nothing is loaded or reserved. */
  plan(options: LearnerOptions): LearnerPlan;
  /** Whether so many multiplications are done soon enough that a thread with requests to answer may compute them. */
  isBrief(multiplications: number): boolean;
  search(request: BackendRequest): BackendSearch;
}

/** Whether a learner cannot have what it will take. */
export function isRefused(plan: LearnerPlan): plan is RefusedPlan {
  return plan.kind === 'unsupported' || (plan.kind === 'sized' && plan.bytes > plan.mostBytes);
}
