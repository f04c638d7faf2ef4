import assert from 'node:assert/strict';
import { hashBytes } from '../../../src/engine/murmurHash3.ts';

describe('MurmurHash3', () => {
  it("gives the reference implementation's hashes, for every number of bytes past the last whole word", () => {
    // From the Python package mmh3, which compiles Appleby's MurmurHash3_x86_32.
    const expected: readonly [text: string, seed: number, hash: number][] = [
      ['', 0, 0],
      ['', 1, 1364076727],
      ['a', 0, 1009084850],
      ['ab', 0, 2613040991],
      ['abc', 0, 3017643002],
      ['abcd', 0, 1139631978],
      ['hello', 1, 3142237357],
      ['straße', 42, 3771771144],
      ['The quick brown fox jumps over the lazy dog', 2538058380, 799549133],
      ['你好', 7, 54949706],
    ];
    for (const [text, seed, hash] of expected)
      assert.equal(hashBytes(new TextEncoder().encode(text), seed), hash, text);
  });
});
