// EventDecoder: from the content of event records to figures, as fast as millions of them need it.

import { decodeEvent, isSensible, type RunEvent } from './events.ts';
import type { FigureBatch } from './figureBatch.ts';
import { TagTable } from './tagTable.ts';

/** The bytes that announce the fields of the records that `encodeEvent` writes. */
const key = { wallTime: 0x09, step: 0x10, summary: 0x2a, summaryValue: 0x0a, tag: 0x0a, simpleValue: 0x15 } as const;
const floatBytes = 4;
/** Seven bits each; more of them cannot be a whole number that is exact. */
const mostVarintBytes = 8;

export type DecodedEvents =
  /** The figures that are wanted are in the batch. */
  | { readonly kind: 'figures' }
  | { readonly kind: 'sessionStart'; readonly iteration: number }
  | { readonly kind: 'other' }
  /** No event, or one that no run writes: a negative iteration, more names than a run has. */
  | { readonly kind: 'undecodable' };

const figures: DecodedEvents = { kind: 'figures' };
const other: DecodedEvents = { kind: 'other' };
const undecodable: DecodedEvents = { kind: 'undecodable' };

export class EventDecoder {
  readonly #tags: TagTable;

  /** Figures of other names are passed over. */
  constructor(isWanted: (tag: string) => boolean) {
    this.#tags = new TagTable(isWanted);
  }

  /**
   * Decodes the record content from `start` to `end` of `view`'s bytes. Figures at `cutoff` and later do not count, and
   * are left out.
   */
  decode(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    cutoff: number,
    batch: FigureBatch,
  ): DecodedEvents {
    const length = batch.length;
    if (this.#decodeOwnFigures(view, start, end, cutoff, batch)) return figures;
    batch.truncate(length);
    const decoded = this.#decodeAny(bytes.subarray(start, end), cutoff, batch);
    if (decoded.kind === 'undecodable') batch.truncate(length);
    return decoded;
  }

  /** False for any record that is not exactly as `encodeEvent` writes figures; then the batch may hold some of them. */
  #decodeOwnFigures(view: DataView, start: number, end: number, cutoff: number, batch: FigureBatch): boolean {
    if (end - start < 14 || view.getUint8(start) !== key.wallTime || view.getUint8(start + 9) !== key.step)
      return false;
    const wallTime = view.getFloat64(start + 1, true);
    let at = start + 10;
    let iteration = 0;
    for (let scale = 1, more = true; more; scale *= 128) {
      if (at >= end || at - start >= 10 + mostVarintBytes) return false;
      const byte = view.getUint8(at++);
      iteration += (byte & 0x7f) * scale;
      more = byte >= 0x80;
    }
    if (!Number.isFinite(wallTime) || !Number.isSafeInteger(iteration)) return false;
    if (at >= end || view.getUint8(at++) !== key.summary) return false;
    let summaryBytes = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      if (at >= end || shift > 21) return false;
      const byte = view.getUint8(at++);
      summaryBytes |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    if (at + summaryBytes !== end) return false;
    while (at < end) {
      // Lengths that take two bytes are left to the other decoder: our tags are short.
      if (at + 4 > end || view.getUint8(at) !== key.summaryValue || view.getUint8(at + 2) !== key.tag) return false;
      const valueEnd = at + 2 + view.getUint8(at + 1);
      const tagStart = at + 4;
      const tagEnd = tagStart + view.getUint8(at + 3);
      if (valueEnd - at > 129 || valueEnd > end || tagEnd + 1 + floatBytes !== valueEnd) return false;
      if (view.getUint8(tagEnd) !== key.simpleValue) return false;
      const place = this.#tags.placeOf(view, tagStart, tagEnd);
      if (place < 0) return false;
      const tag = this.#tags.nameAt(place);
      if (tag !== undefined && iteration < cutoff)
        batch.add(tag, iteration, view.getFloat32(tagEnd + 1, true), wallTime);
      at = valueEnd;
    }
    return true;
  }

  #decodeAny(content: Uint8Array, cutoff: number, batch: FigureBatch): DecodedEvents {
    let event: RunEvent;
    try {
      event = decodeEvent(content);
    } catch {
      return undecodable;
    }
    if (!isSensible(event)) return undecodable;
    switch (event.kind) {
      case 'fileVersion':
      case 'other':
        return other;
      case 'sessionStart':
        return event;
      case 'scalars':
        return this.#addScalars(event, cutoff, batch);
    }
  }

  #addScalars(event: Extract<RunEvent, { kind: 'scalars' }>, cutoff: number, batch: FigureBatch): DecodedEvents {
    const { iteration, wallTime } = event;
    for (const { tag, value } of event.scalars) {
      const bytes = new TextEncoder().encode(tag);
      const place = this.#tags.placeOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
      if (place < 0) return undecodable;
      const name = this.#tags.nameAt(place);
      if (name !== undefined && iteration < cutoff) batch.add(name, iteration, value, wallTime);
    }
    return figures;
  }
}
