// Memory for task data that worker threads share rather than copy.

/** Whether threads of this process can share memory. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === 'function';
}

/** Zeroed bytes that threads can share; ordinary memory where sharing is switched off. */
export function allocateShared(bytes: number): ArrayBufferLike {
  return canShareMemory() ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}
