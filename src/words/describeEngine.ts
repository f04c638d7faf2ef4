// What computes a run, in words.

import { formatMemory } from '../base/formatMemory.ts';
import type { EngineReasonPart, WhyMissing } from '../engine/engineReason.ts';
import type { Manifest } from '../runs/manifest.ts';

type EngineFacts = Pick<Manifest, 'engineVariant' | 'engineReason' | 'workers' | 'memoryBytes'>;

/** `fused simd 5x8 (supports the model), 2 workers, 14.2 MiB`; undefined while nothing has computed the run. */
export function describeEngine({ engineVariant, engineReason, workers, memoryBytes }: EngineFacts): string | undefined {
  if (engineVariant === null) return undefined;
  const parts = [
    engineReason === null ? engineVariant : `${engineVariant} (${describeEngineReason(engineReason)})`,
    ...(workers === null ? [] : [workers === 1 ? '1 worker' : `${workers} workers`]),
    ...(memoryBytes === null ? [] : [formatMemory(memoryBytes)]),
  ];
  return parts.join(', ');
}

/** `supports the model; without fastMath, as the run was computed until now`. */
export function describeEngineReason(reason: NonNullable<Manifest['engineReason']>): string {
  return typeof reason === 'string' ? reason : reason.map(describePart).join('; ');
}

function describePart(part: EngineReasonPart): string {
  switch (part.code) {
    case 'supported':
      return 'supports the model';
    case 'named':
      return 'chosen in the experiment';
    case 'begunWith':
      return 'the run began with it';
    case 'tooLargeForFused':
      return `the model needs ${formatMemory(part.bytes)} of memory, and fused has ${formatMemory(part.mostBytes)} at most`;
    case 'unsupportedByFused':
      return `fused does not support the model (${part.detail})`;
    case 'fastMathKept':
      return `${part.fastMath ? 'with' : 'without'} fastMath, as the run was computed until now`;
    case 'fastMathMissing':
      return `without fastMath, for which Node.js ${part.node} has no instructions; Node.js 22 has`;
    case 'tensorFlowFound':
      return `tfjs-node was found in ${part.folder}`;
    case 'tensorFlowMissing':
      return describeMissing(part);
    case 'tensorFlowBroken':
      return `tfjs-node in ${part.folder} cannot be loaded: ${part.detail}`;
  }
}

function describeMissing(missing: WhyMissing): string {
  switch (missing.why) {
    case 'off':
      return `tfjs-node is not looked for, because ${missing.variable} is off`;
    case 'misnamed':
      return `${missing.variable} names ${missing.folder}, whose node_modules does not hold @tensorflow/tfjs-node`;
    case 'incomplete':
      return `tfjs-node in ${missing.folder} is incomplete: its native library was not downloaded`;
    case 'absent':
      return 'tfjs-node is not installed';
  }
}

/** `4 % of the time`: how long a worker waits for others, on average; undefined for a single one, or where nothing was measured. */
export function describeIdleness({
  workers,
  workerIdleShare,
}: Pick<Manifest, 'workers' | 'workerIdleShare'>): string | undefined {
  if (workers === null || workers === 1 || workerIdleShare === null) return undefined;
  return `${Math.round(100 * Math.min(1, Math.max(0, workerIdleShare)))} % of the time`;
}
