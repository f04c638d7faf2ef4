// How many files, rows and values a list may have: as many as any data set has, and no more than the memory of the
// thread that lists them has room for. One that asks for more in one piece ends its process without a word.

import { getHeapStatistics } from 'node:v8';

/** @param bytesOfEach what one takes at the most, with the maps and lists that hold it */
export function mostInHeap(most: number, bytesOfEach: number): number {
  return Math.min(most, Math.floor(getHeapStatistics().heap_size_limit / bytesOfEach));
}
