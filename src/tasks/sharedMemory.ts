// Memory for task data that worker threads share rather than copy.

/** Zeroed bytes that threads can share; ordinary memory where sharing is switched off. */
export function allocateShared(bytes: number): ArrayBufferLike {
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}
