// Writing what can be read again: of ever smaller versions of a value the first one that its reader admits.

import { type JsonBounds, OutsizedJsonError, refuseOutsized } from '../base/boundedJson.ts';

/** What the reader of one kind of file admits; its writer keeps to the same. */
export interface FileBounds extends JsonBounds {
  /** The longest file. */
  readonly bytes: number;
}

/**
 * The first of `versions` whose JSON is within `bounds`, and that in UTF-8, as one line; undefined where none is. Later
 * ones are not made.
 * @param seal what the JSON goes through before it is written
 */
export function encodeFitting<Value>(
  versions: Iterable<Value>,
  bounds: FileBounds,
  seal: (json: string) => string = (json) => json,
): { readonly value: Value; readonly text: Uint8Array } | undefined {
  for (const value of versions) {
    const text = encode(value, seal);
    if (text !== undefined && isWithin(text, bounds)) return { value, text };
  }
  return undefined;
}

function encode(value: unknown, seal: (json: string) => string): Uint8Array | undefined {
  try {
    return new TextEncoder().encode(`${seal(JSON.stringify(value))}\n`);
  } catch (error) {
    // Longer than any text can be.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isWithin(text: Uint8Array, bounds: FileBounds): boolean {
  if (text.length > bounds.bytes) return false;
  try {
    refuseOutsized(text, bounds);
    return true;
  } catch (error) {
    if (error instanceof OutsizedJsonError) return false;
    throw error;
  }
}
