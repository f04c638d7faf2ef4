// What computes a run, in words.

import { formatMemory } from '../base/formatMemory.ts';
import type { Manifest } from '../runs/manifest.ts';

type EngineFacts = Pick<Manifest, 'engineVariant' | 'engineReason' | 'workers' | 'memoryBytes'>;

/** `fused simd 5x8 (supports the model), 2 workers, 14.2 MiB`; undefined while nothing has computed the run. */
export function describeEngine({ engineVariant, engineReason, workers, memoryBytes }: EngineFacts): string | undefined {
  if (engineVariant === null) return undefined;
  const parts = [
    engineReason === null ? engineVariant : `${engineVariant} (${engineReason})`,
    ...(workers === null ? [] : [workers === 1 ? '1 worker' : `${workers} workers`]),
    ...(memoryBytes === null ? [] : [formatMemory(memoryBytes)]),
  ];
  return parts.join(', ');
}

/** `4 % of the time`: how long a worker waits for others, on average; undefined for a single one, or where nothing was measured. */
export function describeIdleness({
  workers,
  workerIdleShare,
}: Pick<Manifest, 'workers' | 'workerIdleShare'>): string | undefined {
  if (workers === null || workers === 1 || workerIdleShare === null) return undefined;
  return `${Math.round(100 * Math.min(1, Math.max(0, workerIdleShare)))} % of the time`;
}
