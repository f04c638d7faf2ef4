// The segments of a JPEG (ITU T.81, annex B): what its markers say of the picture, and where its scans lie.

import { cutOff, isRestart } from './entropyCode.ts';

export interface FrameComponent {
  readonly id: number;
  /** Blocks of a unit of an interleaved scan, across and down. */
  readonly across: number;
  readonly down: number;
  /** As it stands in the file. */
  readonly bytes: Uint8Array;
}

export interface Frame {
  readonly isProgressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly FrameComponent[];
}

export const marker = {
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  huffmanTables: 0xc4,
  restartInterval: 0xdd,
  quantization: 0xdb,
  progressive: 0xc2,
  jfif: 0xe0,
  exif: 0xe1,
  adobe: 0xee,
} as const;

/** Bytes that a segment's length says, itself among them. */
export interface Segment {
  readonly marker: number;
  /** Without marker and length. */
  readonly content: Uint8Array;
  readonly end: number;
}

/** From the start of the picture up to its end, if it has one. */
export function* segmentsOf(bytes: Uint8Array): Generator<Segment, void, number | undefined> {
  let position = 2;
  for (;;) {
    while (bytes[position] === 0xff && bytes[position + 1] === 0xff) position++;
    const [start, name, high, low] = bytes.subarray(position, position + 4);
    if (start !== 0xff || name === undefined) return;
    if (name === marker.endOfImage) return void (yield { marker: name, content: new Uint8Array(0), end: position + 2 });
    const end = position + 2 + (((high ?? 0) << 8) | (low ?? 0));
    if (end > bytes.length || end < position + 4) throw cutOff();
    yield { marker: name, content: bytes.subarray(position + 4, end), end };
    position = name === marker.startOfScan ? endOfScan(bytes, end) : end;
  }
}

/** A scan goes on up to the next marker that is no restart. */
export function endOfScan(bytes: Uint8Array, start: number): number {
  let position = bytes.indexOf(0xff, start);
  while (position >= 0) {
    const next = bytes[position + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return position;
    position = bytes.indexOf(0xff, position + 1);
  }
  return bytes.length;
}

/** What the colours of a JPEG of four components are, by Adobe's marker; without one they are CMYK. */
export function isYcck(bytes: Uint8Array): boolean {
  for (const { marker: name, content } of segmentsOf(bytes)) {
    if (name === marker.startOfScan) return false;
    // `Adobe`, version, two times flags, and how colours were transformed: 0 means that they were not.
    if (name === marker.adobe && String.fromCharCode(...content.subarray(0, 5)) === 'Adobe') return content[11] !== 0;
  }
  return false;
}

export function frameOf(bytes: Uint8Array): Frame {
  for (const segment of segmentsOf(bytes)) if (isFrame(segment.marker)) return readFrame(segment);
  throw cutOff();
}

export function isFrame(name: number): boolean {
  return name >= 0xc0 && name <= marker.progressive;
}

function readFrame({ marker: name, content }: Segment): Frame {
  const count = content[5] ?? 0;
  const [most, bytesOfEach] = [4, 3];
  if (content.length !== 6 + bytesOfEach * count) throw cutOff();
  const components = Array.from({ length: count }, (_, index) => {
    const bytes = content.subarray(6 + bytesOfEach * index, 6 + bytesOfEach * (index + 1));
    const [id = 0, sampling = 0] = bytes;
    return { id, across: sampling >> 4, down: sampling & 15, bytes };
  });
  if (components.some(({ across, down }) => across < 1 || across > most || down < 1 || down > most)) throw cutOff();
  const view = new DataView(content.buffer, content.byteOffset);
  return {
    isProgressive: name === marker.progressive,
    height: view.getUint16(1),
    width: view.getUint16(3),
    components,
  };
}

export const mostAcross = (components: readonly FrameComponent[]) =>
  Math.max(...components.map(({ across }) => across));
export const mostDown = (components: readonly FrameComponent[]) => Math.max(...components.map(({ down }) => down));

export function segmentFrom(name: number, content: Uint8Array): Uint8Array {
  const length = content.length + 2;
  return Uint8Array.from([0xff, name, length >> 8, length & 0xff, ...content]);
}
