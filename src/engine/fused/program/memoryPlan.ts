// MemoryPlan: who gets which bytes of a learner's memory. Sizes first, addresses when all sizes are known, contents
// last.

import { formatMemory, howToSaveMemory } from '../../../base/formatMemory.ts';
import { ModelError } from '../../model.ts';

/** A cache line: the kernels read rows of panels, which should not straddle one. */
const ALIGNMENT = 64;

/** Addresses are signed 32-bit words in the kernels' tables. */
export const MAX_MEMORY_BYTES = 0x7fff0000;

/** A stretch of memory whose address is known once the plan is placed. */
export class Region {
  #bytes = 0;
  #address: number | undefined;

  get bytes(): number {
    return this.#bytes;
  }

  get address(): number {
    if (this.#address === undefined) throw new Error('A region has no address before its plan is placed.');
    return this.#address;
  }

  /** Makes the region at least this large; for workspace that several layers use in turn. */
  atLeast(bytes: number): this {
    this.#bytes = Math.max(this.#bytes, bytes);
    return this;
  }

  place(address: number): void {
    this.#address = address;
  }
}

/** An address that can be asked for once the plan is placed. */
export type Address = () => number;

/** Operand or table entry: a number, or an address that is not known yet. */
export type Word = number | Address;

export class MemoryPlan {
  readonly #regions: Region[] = [];
  readonly #tables: { readonly region: Region; readonly write: (words: Int32Array) => void }[] = [];

  region(bytes = 0): Region {
    const region = new Region().atLeast(bytes);
    this.#regions.push(region);
    return region;
  }

  floats(count: number): Region {
    return this.region(count * 4);
  }

  /** `write` fills the table's words when every address is known. */
  table(wordCount: number, write: (words: Int32Array) => void): Region {
    const region = this.region(wordCount * 4);
    this.#tables.push({ region, write });
    return region;
  }

  program(words: readonly Word[]): Region {
    return this.table(words.length, (target) => {
      words.forEach((word, index) => {
        target[index] = resolveWord(word);
      });
    });
  }

  /** Bytes of all regions. */
  get bytes(): number {
    return this.#regions.reduce((sum, region) => sum + Math.ceil(region.bytes / ALIGNMENT) * ALIGNMENT, 0);
  }

  /**
   * Gives every region its address, from `start` on. Returns the first byte behind the last one.
   * @throws ModelError where memory does not suffice
   */
  place(start: number): number {
    let end = start;
    for (const region of this.#regions) {
      const address = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
      region.place(address);
      end = address + region.bytes;
    }
    if (end > MAX_MEMORY_BYTES) {
      throw new ModelError(
        `The model needs ${formatMemory(end)} of memory for its parameters and activations, but a learner has at most ` +
          `${formatMemory(MAX_MEMORY_BYTES)}. ${howToSaveMemory}.`,
      );
    }
    return end;
  }

  /** Fills tables and programs; everything else stays as it is. */
  write(buffer: ArrayBuffer | SharedArrayBuffer): void {
    for (const { region, write } of this.#tables) write(new Int32Array(buffer, region.address, region.bytes / 4));
  }
}

/** What a word is once the plan is placed. */
export function resolveWord(word: Word): number {
  return typeof word === 'number' ? word : word();
}

export function addressOf(region: Region, offsetBytes = 0): Address {
  return () => region.address + offsetBytes;
}
