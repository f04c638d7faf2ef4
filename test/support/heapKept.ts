// What of the heap is kept by something, after what nobody needs any more was collected.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of the heap and beside it that are in use, after what nobody needs any more was collected. */
export function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes by which the heap has grown through what `work` gives, as long as that is held. */
export async function heapKeptBy<Kept>(work: () => Promise<Kept>): Promise<{ kept: Kept; bytes: number }> {
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const kept = await work();
  return { kept, bytes: used() - before };
}

let collect: unknown;

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose_gc');
    collect = runInNewContext('gc');
  }
  if (typeof collect !== 'function') throw new Error('This Node.js does not let its garbage be collected.');
  collect();
}
