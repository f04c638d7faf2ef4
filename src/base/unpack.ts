// Unpacking and packing with zlib, wherever it is done: a thread is not ended on its way in.

import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { whileNotEnded } from './gatedThread.ts';

const asynchronously = {
  inflateRaw: promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.inflateRaw),
  gunzip: promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  brotliDecompress: promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};

/** As Node's of the same name. */
export function inflateSync(packed: Uint8Array, options: zlib.ZlibOptions): Buffer {
  return whileNotEnded(() => zlib.inflateSync(packed, options));
}

/** As Node's of the same name. */
export function inflateRawSync(packed: Uint8Array, options: zlib.ZlibOptions): Buffer {
  return whileNotEnded(() => zlib.inflateRawSync(packed, options));
}

/** As Node's of the same name. */
export function deflateSync(content: Uint8Array, options: zlib.ZlibOptions): Buffer {
  return whileNotEnded(() => zlib.deflateSync(content, options));
}

/** As Node's of the same name. */
export function inflateRaw(packed: Uint8Array, options: zlib.ZlibOptions): Promise<Buffer> {
  return whileNotEnded(() => asynchronously.inflateRaw(packed, options));
}

/** As Node's of the same name. */
export function gunzip(packed: Uint8Array, options: zlib.ZlibOptions): Promise<Buffer> {
  return whileNotEnded(() => asynchronously.gunzip(packed, options));
}

/** As Node's of the same name. */
export function brotliDecompress(packed: Uint8Array, options: zlib.BrotliOptions): Promise<Buffer> {
  return whileNotEnded(() => asynchronously.brotliDecompress(packed, options));
}
