// A cache of decoded pixels: thousands of image files are decoded once into one packed file, and later only checked for changes.

import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { openForReading } from '../base/boundedFile.ts';
import { isPlainFolder, makeFolder } from '../base/plainFolder.ts';
import type { LoadOptions } from './loadOptions.ts';

/** What pixels are made of: where it is the same, the pixels are, too. */
export interface PixelKey {
  /** Everything that decides what becomes of a file's content. */
  readonly settings: string;
  /** How many files there are, and for each a line that changes when the file does. */
  readonly files: number;
  readonly lineOf: (file: number) => Promise<string>;
}

/** An image that could not be decoded, and why. */
export interface SkippedImage {
  /** Its number among the files. */
  readonly image: number;
  readonly reason: string;
}

/**
 * Fills `pixels`, which depends on `key` alone, from the cache, or by `decode` and then keeps it, with the images that were skipped. The
 * entry's name is a digest of the key. A cache that is damaged, of another version, no plain folder of plain files or cannot be written is as
 * good as none.
 */
export async function readThroughCache(
  pixels: Uint8Array,
  key: PixelKey,
  { cacheFolder, signal }: LoadOptions,
  decode: () => Promise<readonly SkippedImage[]>,
): Promise<readonly SkippedImage[]> {
  if (cacheFolder === undefined) return decode();
  const entry = path.join(cacheFolder, `${await digestOf(key, pixels.length, signal)}.pixels`);
  const cached = await readEntry(entry, pixels, signal);
  if (cached !== undefined) return cached;
  pixels.fill(0);
  const skipped = await decode();
  await writeEntry(entry, pixels, skipped);
  return skipped;
}

const formatVersion = 2;

async function digestOf(
  { settings, files, lineOf }: PixelKey,
  pixelBytes: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(`pixels ${formatVersion} ${pixelBytes} ${settings}\n`);
  const together = 256;
  for (let first = 0; first < files; first += together) {
    signal?.throwIfAborted();
    const count = Math.min(together, files - first);
    const lines = await Promise.all(Array.from({ length: count }, (_, offset) => lineOf(first + offset)));
    hash.update(JSON.stringify(lines));
  }
  return hash.digest('hex').slice(0, 32);
}

// An entry: length of the header in four bytes, least significant first; the header as JSON; the pixels.

/** Bytes that are read and checked at a time. */
const stretchBytes = 2 ** 24;
const mostHeaderBytes = 2 ** 28;

const headerSchema = z.object({
  format: z.literal(`reptile-lab pixels ${formatVersion}`),
  pixelBytes: z.int(),
  /** CRC-32 of each stretch of pixels. */
  checksums: z.array(z.int()),
  skipped: z.array(z.object({ image: z.int(), reason: z.string() })),
});

/** Undefined where there is no good entry; `pixels` may then hold anything. */
async function readEntry(
  entry: string,
  pixels: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<readonly SkippedImage[] | undefined> {
  let handle: FileHandle | undefined;
  try {
    await isPlainFolder(path.dirname(entry));
    handle = await openForReading(entry);
    const headerBytes = new DataView((await readExactly(handle, new Uint8Array(4), 0)).buffer).getUint32(0, true);
    if (headerBytes > mostHeaderBytes) return undefined;
    const text = new TextDecoder().decode(await readExactly(handle, new Uint8Array(headerBytes), 4));
    const { pixelBytes, checksums, skipped } = headerSchema.parse(JSON.parse(text));
    const { size } = await handle.stat();
    if (pixelBytes !== pixels.length || size !== 4 + headerBytes + pixelBytes) return undefined;
    for (const [index, stretch] of stretchesOf(pixels).entries()) {
      signal?.throwIfAborted();
      await readExactly(handle, stretch, 4 + headerBytes + index * stretchBytes);
      if (crc32(stretch) !== checksums[index]) return undefined;
    }
    return skipped;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function readExactly<Bytes extends Uint8Array>(handle: FileHandle, target: Bytes, position: number): Promise<Bytes> {
  for (let filled = 0; filled < target.length; ) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('The entry ends too early.');
    filled += bytesRead;
  }
  return target;
}

// Renamed into place, so that a reader in another process never sees a part of it.
async function writeEntry(entry: string, pixels: Uint8Array, skipped: readonly SkippedImage[]): Promise<void> {
  const unfinished = `${entry}.${randomUUID()}.tmp`;
  try {
    await makeFolder(path.dirname(entry));
    const stretches = stretchesOf(pixels);
    const header: z.input<typeof headerSchema> = {
      format: `reptile-lab pixels ${formatVersion}`,
      pixelBytes: pixels.length,
      checksums: stretches.map((stretch) => crc32(stretch)),
      skipped: [...skipped],
    };
    const headerBytes = new TextEncoder().encode(JSON.stringify(header));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, headerBytes.length, true);
    const handle = await open(unfinished, 'wx');
    try {
      for (const part of [length, headerBytes, ...stretches]) await handle.writeFile(part);
    } finally {
      await handle.close();
    }
    await rename(unfinished, entry);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

function stretchesOf(pixels: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(pixels.length / stretchBytes) }, (_, index) =>
    pixels.subarray(index * stretchBytes, (index + 1) * stretchBytes),
  );
}
