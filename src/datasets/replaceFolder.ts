// Puts a new folder in the place of an old one, so that no reader ever sees a part of either, and that one of them is
// there in the end whatever happens meanwhile.

import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { hasCode, inPassing } from '../base/systemErrors.ts';
import type { Clock } from './machine.ts';

interface Moving {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Where the old one is while the new one is moved. */
function asideOf(target: string): string {
  return path.join(path.dirname(target), `.replaced-${path.basename(target)}`);
}

/**
 * Rejects with the system's error, or the signal's reason; then the old folder is in its place again, or comes back by
 * `bringBack`. Nobody else may be at work on `target`.
 */
export async function replaceFolder(target: string, folder: string, moving: Moving): Promise<void> {
  await bringBack(target, moving);
  const hadOld = (await lookAtEntry(target)) !== undefined;
  if (hadOld) await moveFolder(target, asideOf(target), moving);
  try {
    await moveFolder(folder, target, moving);
  } catch (error) {
    // Cancelled or not: what was there must not be lost for it.
    if (hadOld) await inPassing(() => bringBack(target, { ...moving, signal: new AbortController().signal }));
    throw error;
  }
  await inPassing(() => removeFolder(asideOf(target)));
}

/** Puts a folder back that a process had moved aside which ended before its new one was in place. */
export async function bringBack(target: string, moving: Moving): Promise<void> {
  const aside = asideOf(target);
  if ((await lookAtEntry(aside)) === undefined) return;
  if ((await lookAtEntry(target)) === undefined) await moveFolder(aside, target, moving);
  else await inPassing(() => removeFolder(aside));
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Windows refuses while a virus scanner reads what has just been written. */
async function moveFolder(from: string, to: string, { clock, signal }: Moving): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === 10 || !(hasCode(error, 'EPERM') || hasCode(error, 'EACCES') || hasCode(error, 'EBUSY')))
        throw error;
      await clock.sleep(100 * attempt, signal);
    }
  }
}
