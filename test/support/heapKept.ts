// What of the heap is kept by something, after what nobody needs any more was collected.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes by which the heap has grown through what `work` gives, as long as that is held. */
export async function heapKeptBy<Kept>(work: () => Promise<Kept>): Promise<{ kept: Kept; bytes: number }> {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node.js does not let its garbage be collected.');
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const kept = await work();
  return { kept, bytes: used() - before };
}
