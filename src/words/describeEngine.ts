// What computes a run, in words.

import { formatBytes, formatMemory } from '../base/formatMemory.ts';
import type { EngineReasonPart, WhyMissing } from '../engine/engineReason.ts';
import type { WhyNotNative } from '../engine/fused/native/whyNotNative.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { Translate } from './translate.ts';

type EngineFacts = Pick<Manifest, 'engineVariant' | 'engineReason' | 'workers' | 'memoryBytes'>;

/** `fused simd 5x8 (supports the model), 2 workers, 14.2 MiB`; undefined while nothing has computed the run. */
export function describeEngine(
  { engineVariant, engineReason, workers, memoryBytes }: EngineFacts,
  translate: Translate,
): string | undefined {
  if (engineVariant === null) return undefined;
  const parts = [
    engineReason === null ? engineVariant : `${engineVariant} (${describeEngineReason(engineReason, translate)})`,
    ...(workers === null ? [] : [workers === 1 ? translate('1 worker') : translate('{0} workers', workers)]),
    ...(memoryBytes === null ? [] : [formatBytes(memoryBytes)]),
  ];
  return parts.join(', ');
}

/** `supports the model; without fastMath, as the run was computed until now`. */
export function describeEngineReason(reason: NonNullable<Manifest['engineReason']>, translate: Translate): string {
  // As earlier versions said it.
  if (typeof reason === 'string') return reason;
  return reason.map((part) => describePart(part, translate)).join('; ');
}

function describePart(part: EngineReasonPart, translate: Translate): string {
  switch (part.code) {
    case 'supported':
      return translate('supports the model');
    case 'named':
      return translate('chosen in the experiment');
    case 'begunWith':
      return translate('the run began with it');
    case 'tooLargeForFused':
      return translate(
        'the model needs {0} of memory, and fused has {1} at most',
        formatMemory(part.bytes),
        formatMemory(part.mostBytes),
      );
    case 'unsupportedByFused':
      return translate('fused does not support the model ({0})', part.detail);
    case 'fastMathKept':
      return part.fastMath
        ? translate('with fastMath, as the run was computed until now')
        : translate('without fastMath, as the run was computed until now');
    case 'fastMathMissing':
      return translate('without fastMath, for which Node.js {0} has no instructions; Node.js 22 has', part.node);
    case 'fmaWrong':
      return translate('not on the native kernels {0}, which do not compute here as they should', part.kernels);
    case 'nativeMissing':
      return describeWithoutNative(part, translate);
    case 'tensorFlowFound':
      return translate('tfjs-node was found in {0}', part.folder);
    case 'tensorFlowMissing':
      return describeMissing(part, translate);
    case 'tensorFlowBroken':
      return translate('tfjs-node in {0} cannot be loaded: {1}', part.folder, part.detail);
  }
}

function describeWithoutNative(missing: WhyNotNative, translate: Translate): string {
  switch (missing.why) {
    case 'off':
      return translate('in WebAssembly, because {0} switches native kernels off', missing.variable);
    case 'absent':
      return translate('in WebAssembly, because there are no native kernels for {0} here', missing.platform);
    case 'damaged':
      return translate('in WebAssembly, because the file of the native kernels is damaged');
    case 'broken':
      return translate('in WebAssembly, because the native kernels cannot be loaded: {0}', missing.detail);
    case 'instructions':
      return translate('in WebAssembly, because the processor has neither AVX2 nor AVX-512');
    case 'wrongBits':
      return translate(
        'in WebAssembly, because the native kernels ({0}) do not compute here as they should',
        missing.kernels,
      );
    case 'crashed':
      return translate('in WebAssembly, because the native kernels have crashed ({0})', missing.signal);
  }
}

function describeMissing(missing: WhyMissing, translate: Translate): string {
  switch (missing.why) {
    case 'off':
      return translate('tfjs-node is not looked for, because {0} is off', missing.variable);
    case 'misnamed':
      return translate(
        '{0} names {1}, whose node_modules does not hold @tensorflow/tfjs-node',
        missing.variable,
        missing.folder,
      );
    case 'incomplete':
      return translate('tfjs-node in {0} is incomplete: its native library was not downloaded', missing.folder);
    case 'absent':
      return translate('tfjs-node is not installed');
  }
}

/**
 * `4 % of the time`: how long a worker waits for others, on average; undefined for a single one, or where nothing was
 * measured.
 */
export function describeIdleness(
  { workers, workerIdleShare }: Pick<Manifest, 'workers' | 'workerIdleShare'>,
  translate: Translate,
): string | undefined {
  if (workers === null || workers === 1 || workerIdleShare === null) return undefined;
  return translate('{0} % of the time', Math.round(100 * Math.min(1, Math.max(0, workerIdleShare))));
}
