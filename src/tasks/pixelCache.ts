// A cache of decoded pixels: thousands of image files are decoded once into one packed file, and later only checked for
// changes.

import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { openForReading } from '../base/boundedFile.ts';
import { isPlainFolder, makeFolder } from '../base/plainFolder.ts';
import { removeAbandoned } from '../base/removeAbandoned.ts';
import { inPassing } from '../base/systemErrors.ts';
import type { DataCache, LoadOptions } from './loadOptions.ts';
import { PixelSeal } from './pixelSeal.ts';
import { readingCode } from './readingCode.ts';
import { sampleDigestBytes } from './split/contentDigest.ts';

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

/** What decoding gives beside the pixels. */
export interface Decoded {
  readonly skipped: readonly SkippedImage[];
  /** Of the files' contents, `sampleDigestBytes` of each, one after another: kept, so that they are not taken again. */
  readonly digests: Uint8Array;
}

/**
 * Fills `pixels`, which depends on `key` alone, from the cache, or by `decode` and then keeps it, with what that
 * gives. The entry's name is a digest of the key, of the code that decodes and of whose it is: users of one folder would
 * overwrite each other's otherwise. A cache that is damaged, of another version, somebody else's
 * (it came with a folder), no plain folder of plain files or cannot be written is as good as none.
 */
export async function readThroughCache(
  pixels: Uint8Array,
  key: PixelKey,
  { cache, signal }: LoadOptions,
  decode: () => Promise<Decoded>,
): Promise<Decoded> {
  if (cache === undefined) return decode();
  const entry: Entry = { name: await digestOf(key, pixels.length, cache, signal), ...cache };
  const cached = await readEntry(entry, pixels, key.files, signal);
  if (cached !== undefined) return cached;
  pixels.fill(0);
  const decoded = await decode();
  await writeEntry(entry, pixels, decoded);
  return decoded;
}

const formatVersion = 4;

async function digestOf(
  { settings, files, lineOf }: PixelKey,
  pixelBytes: number,
  { secret }: DataCache,
  signal: AbortSignal | undefined,
): Promise<string> {
  const owner = createHmac('sha256', secret).update('owner of decoded pixels').digest('hex');
  const made = `pixels ${formatVersion} ${readingCode} ${pixelBytes} ${owner} ${settings}\n`;
  const hash = createHash('sha256').update(made);
  const together = 256;
  for (let first = 0; first < files; first += together) {
    signal?.throwIfAborted();
    const count = Math.min(together, files - first);
    const lines = await Promise.all(Array.from({ length: count }, (_, offset) => lineOf(first + offset)));
    hash.update(JSON.stringify(lines));
  }
  return hash.digest('hex').slice(0, 32);
}

// An entry: length of the header in four bytes, least significant first; salt; proof of the header; the header as JSON;
// the pixels.

interface Entry extends DataCache {
  readonly name: string;
}

/** Bytes that are read and checked at a time. */
const stretchBytes = 2 ** 24;
const lengthBytes = 4;
const mostHeaderBytes = 2 ** 28;

const headerSchema = z.object({
  /** By `PixelSeal`, of each stretch of pixels. */
  proofs: z.array(z.string()),
  skipped: z.array(z.object({ image: z.int(), reason: z.string() })),
  digests: z.base64(),
});

function fileOf({ folder, name }: Entry): string {
  return path.join(folder, `${name}.pixels`);
}

/** Undefined where there is no good entry; `pixels` may then hold anything. */
async function readEntry(
  entry: Entry,
  pixels: Uint8Array,
  files: number,
  signal: AbortSignal | undefined,
): Promise<Decoded | undefined> {
  let handle: FileHandle | undefined;
  try {
    await isPlainFolder(entry.folder);
    handle = await openForReading(fileOf(entry));
    const sealed = await readHeader(handle, entry, pixels.length);
    if (sealed === undefined) return undefined;
    const { seal, proofs, skipped, pixelsAt } = sealed;
    const digests = new Uint8Array(Buffer.from(sealed.digests, 'base64'));
    if (digests.length !== files * sampleDigestBytes) return undefined;
    for (const [index, stretch] of stretchesOf(pixels).entries()) {
      signal?.throwIfAborted();
      await readExactly(handle, stretch, pixelsAt + index * stretchBytes);
      if (seal.proofOfPixels(index, stretch) !== proofs[index]) return undefined;
    }
    await noteUse(handle);
    return { skipped, digests };
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** By its time one sees whether anybody needs the entry still. */
async function noteUse(handle: FileHandle): Promise<void> {
  const now = new Date();
  await inPassing(() => handle.utimes(now, now));
}

/** Nothing of a header is parsed before it is known to be this user's. */
async function readHeader(handle: FileHandle, { secret, name }: Entry, pixelBytes: number) {
  const { saltBytes, proofBytes } = PixelSeal;
  const fixed = await readExactly(handle, new Uint8Array(lengthBytes + saltBytes + proofBytes), 0);
  const headerBytes = new DataView(fixed.buffer).getUint32(0, true);
  const pixelsAt = fixed.length + headerBytes;
  const { size } = await handle.stat();
  if (headerBytes > mostHeaderBytes || size !== pixelsAt + pixelBytes) return undefined;
  const header = await readExactly(handle, new Uint8Array(headerBytes), fixed.length);
  const seal = new PixelSeal(secret, name, fixed.subarray(lengthBytes, lengthBytes + saltBytes));
  if (!seal.holds(header, fixed.subarray(lengthBytes + saltBytes))) return undefined;
  return { seal, pixelsAt, ...headerSchema.parse(JSON.parse(new TextDecoder().decode(header))) };
}

async function readExactly<Bytes extends Uint8Array>(
  handle: FileHandle,
  target: Bytes,
  position: number,
): Promise<Bytes> {
  for (let filled = 0; filled < target.length; ) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('The entry ends too early.');
    filled += bytesRead;
  }
  return target;
}

// Renamed into place, so that a reader in another process never sees a part of it.
async function writeEntry(entry: Entry, pixels: Uint8Array, { skipped, digests }: Decoded): Promise<void> {
  const file = fileOf(entry);
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    await makeFolder(entry.folder);
    await removeAbandoned(entry.folder, { name: abandonedName, isOurs: (left) => left.isFile(), most: mostAbandoned });
    await removeAbandoned(entry.folder, { ...unused, isOurs: (left) => left.isFile(), most: mostAbandoned });
    const stretches = stretchesOf(pixels);
    const salt = randomBytes(PixelSeal.saltBytes);
    const seal = new PixelSeal(entry.secret, entry.name, salt);
    const content: z.input<typeof headerSchema> = {
      proofs: stretches.map((stretch, index) => seal.proofOfPixels(index, stretch)),
      skipped: [...skipped],
      digests: Buffer.from(digests).toString('base64'),
    };
    const header = new TextEncoder().encode(JSON.stringify(content));
    const length = new Uint8Array(lengthBytes);
    new DataView(length.buffer).setUint32(0, header.length, true);
    const handle = await open(unfinished, 'wx');
    try {
      for (const part of [length, salt, seal.proofOf(header), header, ...stretches]) await handle.writeFile(part);
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

/** What a process left behind that was killed while it wrote an entry: gigabytes, perhaps. */
const abandonedName = /^[0-9a-f]{32}\.pixels\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;
const mostAbandoned = 100;
/** Of data that changed since, of earlier versions, or of nobody who comes any more. */
const unused = { name: /^[0-9a-f]{32}\.pixels$/, afterMilliseconds: 60 * 86_400_000 };

function stretchesOf(pixels: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(pixels.length / stretchBytes) }, (_, index) =>
    pixels.subarray(index * stretchBytes, (index + 1) * stretchBytes),
  );
}
