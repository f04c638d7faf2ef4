// Comes by one file of a data set: brought by a person, downloaded before, or downloaded now; and known to be the right
// one.

import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetFile } from './dataset.ts';
import { type DownloadPolicy, type DownloadProgress, downloadFile } from './download/download.ts';
import type { Machine } from './machine.ts';
import type { ReceivedFile } from './receipt.ts';
import { sumFile } from './sums.ts';

export interface Obtaining {
  /** The folder for this data set's downloads, absolute. It exists. */
  readonly downloads: string;
  /** A folder with files that a person brought; then nothing is downloaded. */
  readonly from: string | undefined;
  readonly machine: Machine;
  readonly policy: DownloadPolicy;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

export type Obtained =
  | { readonly kind: 'obtained'; readonly path: string; readonly received: ReceivedFile }
  /** `reason` is a clause or several: “github.com: the server answered 404 (not found)”. */
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Rejects with the signal's reason when it aborts. @throws the system's error where the disk cannot be read or written
 */
export async function obtainFile(file: DatasetFile, obtaining: Obtaining): Promise<Obtained> {
  const { downloads, from, signal } = obtaining;
  const target = path.join(downloads, file.name);
  for (const folder of from === undefined ? [downloads] : [from]) {
    const place = path.join(folder, file.name);
    if (!(await isFile(place))) continue;
    const reason = await whyWrong(file, place, signal);
    if (reason === undefined)
      return { kind: 'obtained', path: place, received: await receive(file, place, folder, signal) };
    // In the folder for downloads a better one takes its place.
    if (from !== undefined) return { kind: 'missing', reason: `${place} is not the right file: ${reason}` };
  }
  if (from !== undefined) return { kind: 'missing', reason: `${path.join(from, file.name)} does not exist` };

  const check = (place: string) => whyWrong(file, place, signal);
  const end = await downloadFile({ ...obtaining, file, target, check });
  if (end.kind === 'complete') {
    return { kind: 'obtained', path: target, received: await receive(file, target, end.address, signal) };
  }
  const reasons = new Set(end.reasons.map(({ address, reason }) => `${new URL(address).host}: ${reason}`));
  return { kind: 'missing', reason: [...reasons].join('; ') };
}

/** What is wrong with a file, as a clause. What is only known by its contents can be judged when it is unpacked. */
async function whyWrong(
  { size, checksum }: DatasetFile,
  place: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { size: bytes } = await stat(place);
  if (size.kind === 'exact' && bytes !== size.bytes) return `it has ${bytes} bytes instead of ${size.bytes}`;
  if (size.kind === 'about' && bytes > size.most) return `it has ${bytes} bytes, more than ${size.most}`;
  if (checksum.kind === 'contents') return undefined;
  const { sha256 } = await sumFile(place, signal);
  return sha256 === checksum.value ? undefined : `its SHA-256 is ${sha256} instead of ${checksum.value}`;
}

async function receive(
  { name, checksum }: DatasetFile,
  place: string,
  from: string,
  signal: AbortSignal,
): Promise<ReceivedFile> {
  return { name, from, ...(await sumFile(place, signal)), knownBy: checksum.kind };
}

async function isFile(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => found.isFile(),
    () => false,
  );
}
