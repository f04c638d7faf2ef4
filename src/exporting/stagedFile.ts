// A file of an export that is being made.

import { appendFileSync, truncateSync } from 'node:fs';

export const longestStretch = 1 << 16;

/**
 * Written in stretches, between which it is not open: there may be thousands. Without giving the event loop a turn:
 * whoever tells figures does not wait for the disk.
 */
export class StagedFile {
  readonly #place: string;
  readonly #stretch: number;
  #isThere = false;
  #pending: Uint8Array[] = [];
  #text = '';
  #bytes = 0;
  #written = 0;

  constructor(place: string, stretch: number) {
    this.#place = place;
    this.#stretch = stretch;
  }

  /** Throws the system's error. */
  write(content: string | Uint8Array): void {
    if (typeof content === 'string') this.#text += content;
    else {
      this.#takeText();
      this.#pending.push(content);
      this.#bytes += content.length;
    }
    if (this.#bytes + this.#text.length >= this.#stretch) this.end();
  }

  /** How many bytes it has: what is written from here on can be taken back. */
  get length(): number {
    this.#takeText();
    return this.#written + this.#bytes;
  }

  /** Takes back what is beyond `length`. Throws the system's error. */
  truncate(length: number): void {
    this.#takeText();
    const kept = Buffer.concat(this.#pending).subarray(0, Math.max(0, length - this.#written));
    [this.#pending, this.#bytes] = [[kept], kept.length];
    if (length >= this.#written) return;
    truncateSync(this.#place, length);
    this.#written = length;
  }

  /** Writes what is pending, if nothing at all. Of what the disk does not take whole nothing stands there. */
  end(): void {
    this.#takeText();
    // A step of its own: a file that is there and could not be filled is none of anybody else.
    if (!this.#isThere) appendFileSync(this.#place, '', { flag: 'ax' });
    this.#isThere = true;
    try {
      appendFileSync(this.#place, Buffer.concat(this.#pending));
    } catch (error) {
      truncateSync(this.#place, this.#written);
      throw error;
    }
    this.#written += this.#bytes;
    this.#pending = [];
    this.#bytes = 0;
  }

  #takeText(): void {
    if (this.#text === '') return;
    const bytes = new TextEncoder().encode(this.#text);
    this.#text = '';
    this.#pending.push(bytes);
    this.#bytes += bytes.length;
  }
}
