// The framing of TensorBoard's event files: length, checksum, content, checksum (TensorFlow's TFRecord format).

import crc32c from 'crc-32/crc32c.js';

const headerBytes = 12;
const footerBytes = 4;
/** Our records are far smaller; a larger length is damage, not data. */
const maxRecordBytes = 1 << 24;

/** One record as it stands in the file. */
export function frameRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(headerBytes + content.length + footerBytes);
  const view = new DataView(record.buffer);
  view.setUint32(0, content.length, true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(content, headerBytes);
  view.setUint32(headerBytes + content.length, maskedChecksum(content), true);
  return record;
}

export interface UnframedRecords {
  readonly records: readonly Uint8Array[];
  /** Bytes that the complete records take; what follows is not there yet, or damaged. */
  readonly consumed: number;
  readonly damaged: boolean;
}

/** The complete records at the start of `bytes`. A torn last record is left for the next read. */
export function unframeRecords(bytes: Uint8Array): UnframedRecords {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  let consumed = 0;
  while (bytes.length - consumed >= headerBytes) {
    const length = view.getUint32(consumed, true);
    const isHeaderGood =
      view.getUint32(consumed + 8, true) === maskedChecksum(bytes.subarray(consumed, consumed + 8)) &&
      view.getUint32(consumed + 4, true) === 0 &&
      length <= maxRecordBytes;
    if (!isHeaderGood) return { records, consumed, damaged: true };
    const end = consumed + headerBytes + length + footerBytes;
    if (end > bytes.length) break;
    const content = bytes.subarray(consumed + headerBytes, end - footerBytes);
    if (view.getUint32(end - footerBytes, true) !== maskedChecksum(content)) return { records, consumed, damaged: true };
    records.push(content);
    consumed = end;
  }
  return { records, consumed, damaged: false };
}

/** TensorFlow rotates and shifts a CRC, because the CRC of data that holds its own CRC is degenerate. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes) >>> 0;
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
