// How much memory there is.

import { totalmem } from 'node:os';

/** Bytes of the machine, or of what the container that the process runs in may use. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
