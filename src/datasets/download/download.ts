// Downloads a file: attempt after attempt, address after address, until its bytes are the right ones.

import { rename } from 'node:fs/promises';
import type { DatasetFile } from '../dataset.ts';
import type { Machine } from '../machine.ts';
import { attemptDownload } from './attempt.ts';
import type { AttemptEnd } from './failures.ts';
import { PartFile } from './partFile.ts';

export interface DownloadPolicy {
  readonly stallMilliseconds: number;
  /** Attempts in a row that bring no new byte before an address counts as failed. */
  readonly fruitlessAttempts: number;
  /** Attempts at an address in all, and those of them that may begin from the start. */
  readonly attempts: number;
  readonly startsOver: number;
  /** The wait before a second attempt; it doubles up to the longest. */
  readonly firstWaitMilliseconds: number;
  readonly longestWaitMilliseconds: number;
}

export const usualPolicy: DownloadPolicy = {
  stallMilliseconds: 30_000,
  fruitlessAttempts: 4,
  attempts: 50,
  startsOver: 1,
  firstWaitMilliseconds: 1000,
  longestWaitMilliseconds: 30_000,
};

export type DownloadProgress =
  | {
      readonly kind: 'receiving';
      readonly received: number;
      /** Undefined where the server does not tell. */
      readonly total: number | undefined;
    }
  | { readonly kind: 'waiting'; readonly reason: string; readonly seconds: number };

export interface Download {
  readonly file: DatasetFile;
  /** Absolute path that the whole file gets. Its folder exists. */
  readonly target: string;
  /** What is wrong with a whole file, as a clause; undefined where nothing is. */
  readonly check: (path: string) => Promise<string | undefined>;
  readonly machine: Machine;
  readonly policy: DownloadPolicy;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

export type DownloadEnd =
  | { readonly kind: 'complete'; readonly address: string }
  /** For each address the reason why it failed. */
  | { readonly kind: 'failed'; readonly reasons: readonly { readonly address: string; readonly reason: string }[] };

/**
 * Puts the file at `target`, or leaves a part beside it that the next download continues. Rejects with the signal's
 * reason when it aborts.
 * @throws the system's error where the disk cannot be written
 */
export async function downloadFile(download: Download): Promise<DownloadEnd> {
  const reasons = [];
  for (const address of download.file.addresses) {
    const reason = await downloadFrom(address, download);
    if (reason === undefined) return { kind: 'complete', address };
    reasons.push({ address, reason });
  }
  return { kind: 'failed', reasons };
}

/** Undefined when the file is in place, otherwise why this address failed. */
async function downloadFrom(address: string, download: Download): Promise<string | undefined> {
  const { file, target, machine, policy, signal, onProgress } = download;
  const part = new PartFile(target);
  let fruitless = 0;
  let startsOver = 0;
  for (let attempts = 1; ; attempts++) {
    const before = await part.bytes();
    const end = await attemptDownload({
      address,
      part,
      machine,
      signal,
      size: file.size,
      stallMilliseconds: policy.stallMilliseconds,
      onBytes: (received, total) => onProgress({ kind: 'receiving', received, total }),
    });
    const judged = end.kind === 'complete' ? await judge(part, download) : end;
    switch (judged.kind) {
      case 'complete':
        await rename(part.path, target);
        await part.removeRecord();
        return undefined;
      case 'refused':
        return judged.reason;
      case 'useless':
        await part.remove();
        if (startsOver === policy.startsOver) return judged.reason;
        startsOver++;
        break;
      case 'passing':
        fruitless = (await part.bytes()) > before ? 0 : fruitless + 1;
        if (fruitless === policy.fruitlessAttempts || attempts === policy.attempts) return judged.reason;
    }
    await waitBefore(judged, Math.max(0, fruitless - 1), download);
  }
}

async function judge(part: PartFile, { check }: Download): Promise<AttemptEnd> {
  const wrong = await check(part.path);
  return wrong === undefined ? { kind: 'complete' } : { kind: 'useless', reason: wrong };
}

async function waitBefore(
  end: Exclude<AttemptEnd, { kind: 'complete' | 'refused' }>,
  doublings: number,
  download: Download,
): Promise<void> {
  const { machine, policy, signal, onProgress } = download;
  const asked = end.kind === 'passing' ? (end.afterMilliseconds ?? 0) : 0;
  const ours = Math.min(policy.longestWaitMilliseconds, policy.firstWaitMilliseconds * 2 ** doublings);
  const milliseconds = Math.max(asked, ours);
  onProgress({ kind: 'waiting', reason: end.reason, seconds: Math.ceil(milliseconds / 1000) });
  await machine.clock.sleep(milliseconds, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}
