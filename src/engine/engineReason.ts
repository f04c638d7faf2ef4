// Why an engine computes a model, in codes: what the manifest keeps, and what `src/words/` puts into words.

import type { WhyNotNative } from './fused/native/whyNotNative.ts';

/** What decided, and then whatever else is to be known of the choice. */
export type EngineReason = readonly EngineReasonPart[];

export type EngineReasonPart =
  /** Fused is taken wherever it supports the model. */
  | { readonly code: 'supported' }
  /** The experiment names the backend. */
  | { readonly code: 'named' }
  /** A resumed run stays with its backend. */
  | { readonly code: 'begunWith' }
  | { readonly code: 'tooLargeForFused'; readonly bytes: number; readonly mostBytes: number }
  /** `detail`: what is wrong, as `ModelError` says it. */
  | { readonly code: 'unsupportedByFused'; readonly detail: string }
  /** A resumed run stays with its arithmetic, whatever the experiment says. */
  | { readonly code: 'fastMathKept'; readonly fastMath: boolean }
  /** `node`: the version of Node.js, whose V8 lacks the instructions. */
  | { readonly code: 'fastMathMissing'; readonly node: string }
  /** Native kernels with fused products gave other bits than they should in a small step. */
  | { readonly code: 'fmaWrong'; readonly kernels: string }
  /** WebAssembly computes instead of native kernels. */
  | ({ readonly code: 'nativeMissing' } & WhyNotNative)
  | { readonly code: 'tensorFlowFound'; readonly folder: string }
  | ({ readonly code: 'tensorFlowMissing' } & WhyMissing)
  /** `detail`: what came of loading it. */
  | { readonly code: 'tensorFlowBroken'; readonly folder: string; readonly detail: string };

/** Why tfjs-node cannot be used. */
export type WhyMissing =
  /** A person switched it off by this variable of the environment. */
  | { readonly why: 'off'; readonly variable: string }
  /** This variable of the environment names a folder that does not hold it. */
  | { readonly why: 'misnamed'; readonly variable: string; readonly folder: string }
  /** It lacks its native library. */
  | { readonly why: 'incomplete'; readonly folder: string }
  | { readonly why: 'absent' };
