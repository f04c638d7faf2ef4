// SHA-256 of files, and the lists of them that `sha256sum` writes and reads.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Lies in the folder of every data set that is whole; `sha256sum -c SHA256SUMS` checks it. */
export const sumsName = 'SHA256SUMS';

export interface SummedFile {
  /** Below the data set's folder, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits, lower case. */
  readonly sha256: string;
}

/** Reads the file once. Rejects with the signal's reason when it aborts. @throws the system's error */
export async function sumFile(file: string, signal: AbortSignal): Promise<Omit<SummedFile, 'path'>> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const buffer = new Uint8Array(1 << 18);
    for (let bytes = 0; ; ) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      bytes += bytesRead;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** The lines that `sha256sum` writes for these files. */
export function formatSums(files: readonly Pick<SummedFile, 'path' | 'sha256'>[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/** Undefined where the text is no such list. */
export function parseSums(text: string): readonly Pick<SummedFile, 'path' | 'sha256'>[] | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '') return undefined;
  const files = lines.flatMap((line) => {
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [{ sha256: match[1], path: match[2] }];
  });
  return files.length === lines.length ? files : undefined;
}
