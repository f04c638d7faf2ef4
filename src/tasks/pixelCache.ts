// A cache of decoded pixels: thousands of small image files are read once, and later only checked for changes.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { LoadOptions } from './loadOptions.ts';

const gzipBytes = promisify(gzip);
const gunzipBytes = promisify(gunzip);

/**
 * Fills `pixels`, which depends on `files` alone, from the cache, or by `decode` and then keeps it. The entry's name is a digest of names,
 * sizes and times of change, so a changed file is decoded again. A cache that cannot be read or written is as good as none.
 */
export async function readThroughCache(
  pixels: Uint8Array,
  files: readonly string[],
  { cacheFolder, signal }: LoadOptions,
  decode: () => Promise<void>,
): Promise<void> {
  if (cacheFolder === undefined) return decode();
  const entry = path.join(cacheFolder, `${await digestOf(files, pixels.length, signal)}.pixels.gz`);
  const cached = await readEntry(entry);
  if (cached?.length === pixels.length) {
    pixels.set(cached);
    return;
  }
  await decode();
  await writeEntry(entry, pixels);
}

async function digestOf(files: readonly string[], pixelBytes: number, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256').update(`pixels 1 ${pixelBytes}\n`);
  const together = 256;
  for (let first = 0; first < files.length; first += together) {
    signal?.throwIfAborted();
    const lines = await Promise.all(
      files.slice(first, first + together).map(async (file) => {
        const { size, mtimeMs } = await stat(file);
        return `${file}\n${size} ${mtimeMs}\n`;
      }),
    );
    hash.update(lines.join(''));
  }
  return hash.digest('hex').slice(0, 32);
}

async function readEntry(entry: string): Promise<Uint8Array | undefined> {
  try {
    return await gunzipBytes(await readFile(entry));
  } catch {
    return undefined;
  }
}

// Renamed into place, so that a reader in another process never sees a part of it.
async function writeEntry(entry: string, pixels: Uint8Array): Promise<void> {
  const unfinished = `${entry}.${process.pid}.tmp`;
  try {
    await mkdir(path.dirname(entry), { recursive: true });
    await writeFile(unfinished, await gzipBytes(Uint8Array.from(pixels), { level: 1 }));
    await rename(unfinished, entry);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}
