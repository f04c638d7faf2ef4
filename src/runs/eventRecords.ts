// The framing of TensorBoard's event files: length, checksum, content, checksum (TensorFlow's TFRecord format).

import crc32c from 'crc-32/crc32c.js';

const headerBytes = 12;
const footerBytes = 4;
/** What stands around a record's content. */
const frameBytes = headerBytes + footerBytes;
/** Our records are far smaller; a larger length is damage, not data. */
const maxRecordBytes = 1 << 24;
/** Other programs write graphs and videos of any length; a header whose checksum is good is believed. */
export const maxForeignRecordBytes = 2 ** 32 - 1;

/** One record as it stands in the file. */
export function frameRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(frameBytes + content.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, content.length, true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(content, headerBytes);
  view.setUint32(headerBytes + content.length, maskedChecksum(content), true);
  return record;
}

export interface ScannedRecords {
  /** Bytes that are done with; what follows is not there yet. */
  readonly consumed: number;
  /** Bytes that the record after them takes in all, where its header is there and good. */
  readonly nextBytes: number | undefined;
  /** What of the bytes cannot be read. */
  readonly damage: DamagedBytes | undefined;
}

interface DamagedBytes {
  /** Of the first of them. */
  readonly position: number;
  readonly bytes: number;
  /** Damaged records that were passed over alone: where they end is known. */
  readonly records: number;
}

/**
 * Calls `visit` with where the content of each good record in `view` starts and ends, in order. A record whose content
 * is damaged is passed over alone; after a damaged header, the next good record is looked for byte by byte. A torn last
 * record is left for the next read.
 */
export function scanRecords(
  bytes: Uint8Array,
  view: DataView,
  visit: (start: number, end: number) => void,
  mostBytes: number = maxRecordBytes,
): ScannedRecords {
  let at = 0;
  let nextBytes: number | undefined;
  let damagedAt: number | undefined;
  let damagedBytes = 0;
  let damagedRecords = 0;
  while (bytes.length - at >= headerBytes) {
    const length = lengthAt(bytes, view, at, mostBytes);
    if (length === undefined) {
      damagedAt ??= at;
      damagedBytes++;
      at++;
      continue;
    }
    const end = at + frameBytes + length;
    if (end > bytes.length) {
      nextBytes = frameBytes + length;
      break;
    }
    const contentEnd = end - footerBytes;
    if (view.getUint32(contentEnd, true) === maskedChecksum(bytes.subarray(at + headerBytes, contentEnd))) {
      visit(at + headerBytes, contentEnd);
    } else {
      damagedAt ??= at;
      damagedBytes += end - at;
      damagedRecords++;
    }
    at = end;
  }
  const damage =
    damagedAt === undefined ? undefined : { position: damagedAt, bytes: damagedBytes, records: damagedRecords };
  return { consumed: at, nextBytes, damage };
}

/** The contents of the good records in `bytes`. */
export function unframeRecords(bytes: Uint8Array): ScannedRecords & { readonly contents: readonly Uint8Array[] } {
  const contents: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scanned = scanRecords(bytes, view, (start, end) => contents.push(bytes.subarray(start, end)));
  return { ...scanned, contents };
}

/** Length of the content of the record that begins at `at`; undefined where no record does. */
function lengthAt(bytes: Uint8Array, view: DataView, at: number, mostBytes: number): number | undefined {
  const length = view.getUint32(at, true);
  if (length > mostBytes || view.getUint32(at + 4, true) !== 0) return undefined;
  return view.getUint32(at + 8, true) === lengthChecksum(length, bytes, at) ? length : undefined;
}

/** Records are of few lengths, and most of them short: 0 stands for one that was not met yet. */
const knownLengthChecksums = new Uint32Array(1 << 12);

function lengthChecksum(length: number, bytes: Uint8Array, at: number): number {
  const known = knownLengthChecksums[length];
  if (known !== undefined && known !== 0) return known;
  const checksum = maskedChecksum(bytes.subarray(at, at + 8));
  if (known !== undefined) knownLengthChecksums[length] = checksum;
  return checksum;
}

/** TensorFlow rotates and shifts a CRC, because the CRC of data that holds its own CRC is degenerate. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes) >>> 0;
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
