// How much a list of a split may hold, far above what any data set has.

import type { JsonBounds } from '../base/boundedJson.ts';
import { mostInHeap } from './heapRoom.ts';

export function splitBounds(): JsonBounds {
  return { depth: 4, values: mostInHeap(2_000_000, 256), names: mostInHeap(1_000_000, 512) };
}

/** Of a list or table of a split, in bytes. ImageNet's 1.3 million images take 50 MB. */
export const largestSplitFile = 64 * 2 ** 20;
/** Of all tables of a split, each. */
export function mostSplitRows(): number {
  return mostInHeap(2_000_000, 512);
}
