// EventDecoder: from the content of event records to figures, as fast as millions of them need it.

import { decodeEvent, isSensible, type RunEvent } from './events.ts';
import type { FigureBatch } from './figureBatch.ts';
import { SummaryPlugins } from './summaryPlugins.ts';
import { TagTable } from './tagTable.ts';

/** The bytes that announce the fields of the records that `encodeEvent` and others write. */
const key = {
  wallTime: 0x09,
  step: 0x10,
  summary: 0x2a,
  summaryValue: 0x0a,
  tag: 0x0a,
  simpleValue: 0x15,
  tensor: 0x42,
  metadata: 0x4a,
} as const;
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
  readonly #plugins: SummaryPlugins;
  readonly #isForeign: boolean;
  #hasMetStart = false;

  /**
   * Figures of other names are passed over. With `foreign`, which hears what records say of themselves, they are read as
   * TensorBoard reads those of any program: the first session that starts withdraws nothing.
   */
  constructor(isWanted: (tag: string) => boolean, foreign?: SummaryPlugins) {
    this.#tags = new TagTable(isWanted);
    this.#plugins = foreign ?? new SummaryPlugins();
    this.#isForeign = foreign !== undefined;
  }

  /** What it keeps of names, about: of figures, and of tensors that may be some. */
  get bytesHeld(): number {
    return this.#tags.bytesHeld + this.#plugins.bytesHeld;
  }

  /** What is decoded next is the log's beginning. */
  beginAgain(): void {
    this.#hasMetStart = false;
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
    if (this.#decodeUsualFigures(view, start, end, cutoff, batch)) return figures;
    batch.truncate(length);
    const decoded = this.#decodeAny(bytes.subarray(start, end), cutoff, batch);
    if (decoded.kind === 'undecodable') batch.truncate(length);
    return decoded;
  }

  /**
   * False for any record that is not exactly as `encodeEvent` writes figures, or as others write scalar tensors of tags
   * that are known to be scalars; then the batch may hold some of them.
   */
  #decodeUsualFigures(view: DataView, start: number, end: number, cutoff: number, batch: FigureBatch): boolean {
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
      if (valueEnd - at > 129 || valueEnd > end || tagEnd + 1 + floatBytes > valueEnd) return false;
      const isSimple = tagEnd + 1 + floatBytes === valueEnd && view.getUint8(tagEnd) === key.simpleValue;
      const float = isSimple ? tagEnd + 1 : placeOfTensorsFloat(view, tagEnd, valueEnd);
      const double = float === undefined ? placeOfTensorsDouble(view, tagEnd, valueEnd) : undefined;
      const value =
        float !== undefined
          ? view.getFloat32(float, true)
          : double !== undefined
            ? view.getFloat64(double, true)
            : undefined;
      if (value === undefined) return false;
      const place = this.#tags.placeOf(view, tagStart, tagEnd);
      if (place < 0 || (!isSimple && !this.#isScalarTag(place))) return false;
      const tag = this.#tags.nameAt(place);
      if (tag !== undefined && iteration < cutoff) batch.add(tag, iteration, value, wallTime);
      at = valueEnd;
    }
    return true;
  }

  /** A tag that nobody wants has no name here, and is left to the other decoder. */
  #isScalarTag(place: number): boolean {
    const tag = this.#tags.nameAt(place);
    return tag !== undefined && this.#plugins.isOfScalars(tag);
  }

  #decodeAny(content: Uint8Array, cutoff: number, batch: FigureBatch): DecodedEvents {
    let event: RunEvent;
    try {
      event = decodeEvent(content, this.#plugins);
    } catch {
      return undecodable;
    }
    if (!isSensible(event)) return undecodable;
    switch (event.kind) {
      case 'fileVersion':
      case 'other':
        return other;
      case 'sessionStart': {
        const isPassedOver = this.#isForeign && !this.#hasMetStart;
        this.#hasMetStart = true;
        return isPassedOver ? other : event;
      }
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

/**
 * Where the float of a scalar tensor stands between `start` and `end`, behind which its metadata may stand; undefined for
 * any other tensor. As TensorFlow writes it: type 1, an empty shape, four bytes of content or one value.
 */
function placeOfTensorsFloat(view: DataView, start: number, end: number): number | undefined {
  if (start + 2 > end || view.getUint8(start) !== key.tensor) return undefined;
  const tensorEnd = start + 2 + view.getUint8(start + 1);
  let at = start + 2;
  if (tensorEnd > end || at + 2 > tensorEnd || view.getUint16(at) !== 0x0801) return undefined;
  at += 2;
  if (at + 2 <= tensorEnd && view.getUint16(at) === 0x1200) at += 2;
  const isFloat = at + 6 === tensorEnd && (view.getUint16(at) === 0x2204 || view.getUint16(at) === 0x2a04);
  if (!isFloat) return undefined;
  return isMetadataAt(view, tensorEnd, end) ? at + 2 : undefined;
}

/** The same of the 64 bits of a tensor as `encodeEvent` writes it. */
function placeOfTensorsDouble(view: DataView, start: number, end: number): number | undefined {
  const tensorEnd = start + 14;
  if (tensorEnd > end || view.getUint16(start) !== 0x420c || view.getUint32(start + 2) !== 0x08023208) return undefined;
  return isMetadataAt(view, tensorEnd, end) ? start + 6 : undefined;
}

/** Or nothing more. */
function isMetadataAt(view: DataView, at: number, end: number): boolean {
  if (at === end) return true;
  return at + 2 <= end && view.getUint8(at) === key.metadata && at + 2 + view.getUint8(at + 1) === end;
}
