// A run's lock file: who it belongs to. Read as anything in a run directory is, which may be a stranger's: nothing of
// it becomes a path.

import { lstat } from 'node:fs/promises';
import * as z from 'zod';
import { readBoundedText, readBoundedTextSync } from '../boundedFile.ts';
import { RefusedFileError } from '../refusedFile.ts';
import { hasCode } from '../systemErrors.ts';

/** A lock has some 200 bytes. */
const limitBytes = 4096;

const ownerSchema = z.object({
  host: z.string(),
  pid: z.int(),
  startedAt: z.string().nullable(),
  place: z.string().optional(),
  /** Tells this time of holding the lock from every other one. */
  token: z.uuid(),
  /** Taken to write a word, not to train: given back within milliseconds. */
  isBrief: z.boolean().default(false),
});

export type LockOwner = z.output<typeof ownerSchema>;

export type FoundLock =
  | { readonly kind: 'absent' }
  /** Being written, damaged, or no lock of ours. */
  | { readonly kind: 'unreadable'; readonly changedAt: number }
  /** `changedAt`: when it was written, in milliseconds since 1970 by the file system's clock. */
  | { readonly kind: 'owned'; readonly owner: LockOwner; readonly changedAt: number };

/** @throws {RefusedFileError} where there is a link, a pipe, a folder or something large instead of a lock */
export async function readLock(lock: string): Promise<FoundLock> {
  try {
    const text = await readBoundedText(lock, limitBytes);
    const { mtimeMs: changedAt } = await lstat(lock);
    const owner = parseOwner(text);
    return owner === undefined ? { kind: 'unreadable', changedAt } : { kind: 'owned', owner, changedAt };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'absent' };
    throw error;
  }
}

/**
 * Whose lock it is at this very moment; undefined where it is nobody's. Throws the system's error when it cannot be
 * looked at.
 */
export function tokenInLock(lock: string): string | undefined {
  try {
    return parseOwner(readBoundedTextSync(lock, limitBytes))?.token;
  } catch (error) {
    if (error instanceof RefusedFileError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
