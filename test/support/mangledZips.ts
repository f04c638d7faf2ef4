// Zips with something wrong in them, from good ones: by bytes of their headers (PKWARE's APPNOTE 4.3) or by what they
// hold.

import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { RandomStream } from '../../src/engine/random.ts';
import type { Tree } from './imageData.ts';

export interface MangledZip {
  readonly name: string;
  readonly make: (tree: Tree, random: RandomStream) => Uint8Array;
}

const zipOf = (tree: Tree): Uint8Array => zipSync(tree, { level: 6 });

/** Places of the central directory's headers, and of its end. */
function headersOf(zip: Uint8Array): {
  readonly view: DataView;
  readonly entries: readonly number[];
  readonly end: number;
} {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  const entries: number[] = [];
  let position = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    entries.push(position);
    const lengths = [28, 30, 32].map((offset) => view.getUint16(position + offset, true));
    position += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return { view, entries, end };
}

/** Changes the directory's header of a few entries. */
function entries(name: string, change: (view: DataView, header: number, random: RandomStream) => void): MangledZip {
  return {
    name,
    make(tree, random) {
      const zip = zipOf(tree);
      const { view, entries: headers } = headersOf(zip);
      const first = random.integer(headers.length);
      for (const header of headers.slice(first, first + 3)) change(view, header, random);
      return zip;
    },
  };
}

function end(name: string, change: (view: DataView, position: number, random: RandomStream) => void): MangledZip {
  return {
    name,
    make(tree, random) {
      const zip = zipOf(tree);
      const { view, end: position } = headersOf(zip);
      change(view, position, random);
      return zip;
    },
  };
}

/** Entries with names that lead somewhere else. */
const named = (name: string): MangledZip => ({
  name: `an entry called ${JSON.stringify(name)}`,
  make: (tree) => zipOf({ ...tree, [name]: Object.values(tree)[0] ?? new Uint8Array(0) }),
});

const methodOffset = 10;
const flagsOffset = 8;
const checksumOffset = 16;
const packedSizeOffset = 20;
const sizeOffset = 24;
const localOffset = 42;

export const mangledZips: readonly MangledZip[] = [
  { name: 'cut off', make: (tree, random) => zipOf(tree).subarray(0, 1 + random.integer(500)) },
  { name: 'without its end', make: (tree) => zipOf(tree).subarray(0, -22) },
  { name: 'an empty file', make: () => new Uint8Array(0) },
  { name: 'without entries', make: () => zipOf({}) },
  { name: 'garbage', make: (_, random) => Uint8Array.from({ length: 3000 }, () => random.integer(256)) },
  { name: 'with bytes behind it', make: (tree) => Buffer.concat([zipOf(tree), new Uint8Array(100)]) },
  named('../../../outside.png'),
  named('class 0/../../outside.png'),
  named('/outside.png'),
  named('C:/outside.png'),
  named('..\\outside.png'),
  entries('wrong checksums', (view, header) => view.setUint32(header + checksumOffset, 0xdeadbeef, true)),
  entries('declared smaller', (view, header) => view.setUint32(header + sizeOffset, 10, true)),
  entries('declared larger', (view, header) => view.setUint32(header + sizeOffset, 90_000, true)),
  entries('declared beyond all measure', (view, header) => view.setUint32(header + sizeOffset, 0xfffffffe, true)),
  entries('packed beyond the end', (view, header) => view.setUint32(header + packedSizeOffset, 0x7fffffff, true)),
  entries('packed by an unknown method', (view, header) => view.setUint16(header + methodOffset, 93, true)),
  entries('encrypted', (view, header) => view.setUint16(header + flagsOffset, 1, true)),
  entries('strongly encrypted', (view, header) => view.setUint16(header + flagsOffset, 0x41, true)),
  entries('local headers beyond the end', (view, header) => view.setUint32(header + localOffset, 0x7ffffff0, true)),
  entries('local headers elsewhere', (view, header) => view.setUint32(header + localOffset, 3, true)),
  entries('symbolic links', (view, header) => {
    view.setUint8(header + 5, 3);
    view.setUint32(header + 38, 0o120777 * 0x10000, true);
  }),
  end('more entries than there are', (view, position) => view.setUint16(position + 10, 60_000, true)),
  end('fewer entries than there are', (view, position) => view.setUint16(position + 10, 20, true)),
  end('a directory beyond the end', (view, position) => view.setUint32(position + 16, 0x7fffffff, true)),
  end('a directory elsewhere', (view, position) => view.setUint32(position + 16, 5, true)),
  end('several disks', (view, position) => view.setUint16(position + 4, 2, true)),
  {
    name: 'damaged contents',
    make(tree, random) {
      const zip = zipOf(tree);
      const first = headersOf(zip).entries[0] ?? zip.length;
      for (let count = 0; count < 40; count++) zip[60 + random.integer(first - 60)] = random.integer(256);
      return zip;
    },
  },
  {
    name: 'the same entries again and again',
    make(tree) {
      const zip = zipOf(tree);
      const { entries: headers, end: endPosition } = headersOf(zip);
      const directory = zip.subarray(headers[0], endPosition);
      const copies = Array.from({ length: 50 }, () => directory);
      const last = zip.slice(endPosition);
      new DataView(last.buffer).setUint16(10, headers.length * 50, true);
      return Buffer.concat([zip.subarray(0, headers[0]), ...copies, last]);
    },
  },
  {
    name: 'a bomb of zeros that says it is small',
    make(tree) {
      const zip = zipOf({ 'class 0/bomb.png': new Uint8Array(10_000_000), ...tree });
      const { view, entries: headers } = headersOf(zip);
      view.setUint32((headers[0] ?? 0) + sizeOffset, 100, true);
      return zip;
    },
  },
  { name: 'a zip in a zip', make: (tree) => zipOf({ 'data.zip': zipOf(tree) }) },
  { name: 'contents alone', make: (tree) => deflateRawSync(Object.values(tree)[0] ?? new Uint8Array(0)) },
];

/**
 * Entry counts of 65,536 and more need the Zip64 records (APPNOTE 4.3.14 and 4.3.15), which fflate does not write: here
 * they are put in.
 */
export function withZip64(zip: Uint8Array, entryCount: number): Uint8Array {
  const end = new DataView(zip.buffer, zip.byteOffset + zip.length - 22, 22);
  const directoryBytes = end.getUint32(12, true);
  const directory = end.getUint32(16, true);
  const record = new DataView(new ArrayBuffer(56));
  record.setUint32(0, 0x06064b50, true);
  record.setUint32(4, 44, true);
  for (const offset of [24, 32]) record.setUint32(offset, entryCount, true);
  record.setUint32(40, directoryBytes, true);
  record.setUint32(48, directory, true);
  const locator = new DataView(new ArrayBuffer(20));
  locator.setUint32(0, 0x07064b50, true);
  locator.setUint32(8, zip.length - 22, true);
  locator.setUint32(16, 1, true);
  const parts = [
    zip.subarray(0, -22),
    new Uint8Array(record.buffer),
    new Uint8Array(locator.buffer),
    zip.subarray(-22),
  ];
  return Buffer.concat(parts);
}

/**
 * A zip whose entries are named by raw bytes, with or without the flag that says they are UTF-8, as programs write it
 * that fflate is none of.
 */
export function zipNamedByBytes(files: readonly (readonly [Uint8Array, Uint8Array])[], isFlagged = false): Uint8Array {
  // Names of the same lengths that are free of other characters, put in place afterwards.
  const placeholder = (length: number, index: number) => String(index).padStart(length, '0');
  const tree = Object.fromEntries(files.map(([name, bytes], index) => [placeholder(name.length, index), bytes]));
  const zip = Buffer.from(zipSync(tree, { level: 0 }));
  const { view, entries: headers } = headersOf(zip);
  for (const header of headers) {
    const [name = new Uint8Array(0)] =
      files[Number(zip.toString('latin1', header + 46, header + 46 + nameLength(view, header)))] ?? [];
    const local = view.getUint32(header + localOffset, true);
    zip.set(name, header + 46);
    zip.set(name, local + 30);
    for (const flags of [header + flagsOffset, local + 6]) view.setUint16(flags, isFlagged ? 0x800 : 0, true);
  }
  return zip;
}

const nameLength = (view: DataView, header: number): number => view.getUint16(header + 28, true);

/** Every entry as it says to be packed or encrypted, though it is not. */
export function zipWith(
  tree: Tree,
  { method, flags }: { readonly method?: number; readonly flags?: number },
): Uint8Array {
  const zip = zipOf(tree);
  const { view, entries: headers } = headersOf(zip);
  for (const header of headers) {
    const local = view.getUint32(header + localOffset, true);
    for (const [ofDirectory, ofEntry, value] of [
      [methodOffset, 8, method],
      [flagsOffset, 6, flags],
    ] as const) {
      if (value === undefined) continue;
      view.setUint16(header + ofDirectory, value, true);
      view.setUint16(local + ofEntry, value, true);
    }
  }
  return zip;
}
