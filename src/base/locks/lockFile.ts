// A lock file: who it belongs to. Read as anything that anybody may have written: nothing of it becomes a path.

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import * as z from 'zod';
import { readBoundedText, readBoundedTextSync } from '../boundedFile.ts';
import { currentProcess } from '../processIdentity.ts';
import { RefusedFileError } from '../refusedFile.ts';
import { hasCode } from '../systemErrors.ts';

/** A lock has some 200 bytes. */
const limitBytes = 4096;

const ownerSchema = z.object({
  host: z.string(),
  /** Zero and less would stand for groups of processes. */
  pid: z.int().positive(),
  startedAt: z.string().nullable(),
  place: z.string().optional(),
  /** Tells this time of holding the lock from every other one. */
  token: z.uuid(),
  /** Taken to do what is done within milliseconds, and then given back. */
  isBrief: z.boolean().default(false),
});

export type LockOwner = z.output<typeof ownerSchema>;

/** Somebody's lock, or what stands in a lock's place. */
export type HeldLock =
  /** Being written, damaged, or no lock of ours. */
  | { readonly kind: 'unreadable'; readonly changedAt: number }
  /** `changedAt`: when it was written or touched, in milliseconds since 1970 by the file system's clock. */
  | { readonly kind: 'owned'; readonly owner: LockOwner; readonly changedAt: number };

export type FoundLock = { readonly kind: 'absent' } | HeldLock;

/** The calling process, with a token of its own. */
export function newOwner({ isBrief }: { readonly isBrief: boolean }): LockOwner {
  return { ...currentProcess(), token: randomUUID(), isBrief };
}

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

/** Changes when the lock changes hands, and whenever its owner touches it. */
export function signOf(found: HeldLock): string {
  return found.kind === 'owned' ? `${found.owner.token} ${found.changedAt}` : `${found.changedAt}`;
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

/** Removes the lock where it is `owner`'s: in the same breath, so that no successor's is removed. */
export function releaseLock(lock: string, { token }: Pick<LockOwner, 'token'>): void {
  if (tokenInLock(lock) === token) rmSync(lock, { force: true });
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
