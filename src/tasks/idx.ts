// The IDX format of the MNIST files: big-endian header, then unsigned bytes.

import { TaskError } from './taskError.ts';

const unsignedByte = 0x08;

/** An array as an IDX file holds it, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads an IDX array of unsigned bytes with `dimensions` dimensions.
 * @param file only named in errors
 * @throws {TaskError} when the header is not one of such an array, or the bytes are fewer or more than it says
 */
export function parseIdx(bytes: Uint8Array, dimensions: number, file: string): IdxArray {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = 4 + 4 * dimensions;
  const magic = (unsignedByte << 8) | dimensions;
  if (bytes.length < headerLength || header.getUint32(0) !== magic) {
    const found = bytes.length < 4 ? 'too short for a header' : `${hexadecimal(header.getUint32(0))} at its start`;
    throw new TaskError(
      `${file} is not an IDX file of ${dimensions}-dimensional bytes: expected ${hexadecimal(magic)} at its start, but it is ${found}. ` +
        'Check that images and labels were not mixed up, or get the file again.',
    );
  }
  const shape = Array.from({ length: dimensions }, (_, dimension) => header.getUint32(4 + 4 * dimension));
  const expected = shape.reduce((product, size) => product * size, 1);
  const values = bytes.subarray(headerLength);
  if (values.length !== expected) {
    throw new TaskError(
      `${file} should hold ${shape.join(' × ')} = ${expected} bytes after its header, but holds ${values.length}. Get the file again.`,
    );
  }
  return { shape, values };
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
