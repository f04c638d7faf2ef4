// Records of an event file that are made and wait to be written, as few pieces of memory.

import { frameRecord } from './eventRecords.ts';
import { encodeEvent, type RunEvent } from './events.ts';

/** So many records wait each for itself. */
const mostApart = 1024;

export class PendingRecords {
  #apart: Uint8Array[] = [];
  /** What waits before that, many records together: each alone takes several times its bytes. */
  #blocks: Uint8Array[] = [];

  get isEmpty(): boolean {
    return this.#apart.length === 0 && this.#blocks.length === 0;
  }

  add(event: Exclude<RunEvent, { kind: 'other' }>): void {
    this.addContent(encodeEvent(event));
  }

  addContent(content: Uint8Array): void {
    this.#apart.push(frameRecord(content));
    if (this.#apart.length >= mostApart) this.#join();
  }

  /** Takes over all that waits there. */
  addAll(others: PendingRecords): void {
    this.#join();
    for (const block of others.takeAll()) this.#blocks.push(block);
  }

  /** In their order. None waits any more. */
  takeAll(): readonly Uint8Array[] {
    const all = [...this.#blocks, ...this.#apart];
    [this.#blocks, this.#apart] = [[], []];
    return all;
  }

  #join(): void {
    if (this.#apart.length === 0) return;
    this.#blocks.push(Buffer.concat(this.#apart));
    this.#apart = [];
  }
}
