// Numbers of a file of weights, where they lie or copied: a file may have hundreds of millions of them.

import { floatWidth } from './npyHeader.ts';

interface FloatPlace {
  /** First byte. */
  readonly from: number;
  readonly size: number;
  /** Bytes of a value, little-endian as all machines are that compute here: 4 or 8. */
  readonly width: number;
}

/** float32, which may share the memory of `bytes`; float64 is rounded. */
export function floatsIn(bytes: Uint8Array, { from, size, width }: FloatPlace): Float32Array {
  const start = bytes.byteOffset + from;
  const isAligned = start % width === 0;
  const buffer = isAligned ? bytes.buffer : new Uint8Array(bytes.subarray(from, from + size * width)).buffer;
  const offset = isAligned ? start : 0;
  return width === floatWidth
    ? new Float32Array(buffer, offset, size)
    : new Float32Array(new Float64Array(buffer, offset, size));
}
