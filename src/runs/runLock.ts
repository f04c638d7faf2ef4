// The lock that keeps two trainers from working on one run. Its owner may die without releasing it; then the next one takes it over.

import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import * as z from 'zod';
import { hasCode } from '../base/systemErrors.ts';
import { silentForSeconds } from './observeState.ts';
import { currentProcess, isAlive } from './processIdentity.ts';
import { runFiles } from './runDirectory.ts';
import { writeAtomically, writeNew } from './writeAtomically.ts';

const ownerSchema = z.object({ host: z.string(), pid: z.int(), startedAt: z.string().nullable(), token: z.string() });

type LockOwner = z.output<typeof ownerSchema>;

type FoundLock =
  | { readonly kind: 'unreadable'; readonly ageMilliseconds: number }
  | { readonly kind: 'owned'; readonly owner: LockOwner };

/** Another process works on the run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';
}

/**
 * Takes the run's lock; the returned function gives it back. The manifest's heartbeat tells whether an owner that cannot be looked at from
 * here still lives.
 * @throws {RunLockedError} while another process holds it
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const { lock } = runFiles(directory);
  const owner: LockOwner = { ...currentProcess(), token: randomUUID() };
  await acquire(directory, lock, owner);
  return () => release(lock, owner);
}

async function acquire(directory: string, lock: string, owner: LockOwner): Promise<void> {
  for (;;) {
    try {
      return await writeNew(lock, JSON.stringify(owner));
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const found = await readLock(lock);
    if (found.kind === 'absent') continue;
    await refuseIfHeld(directory, found);
    if (await inherit(directory, lock, found, owner)) return;
  }
}

/**
 * Puts `owner` in the place of one that is gone; false when another was faster. Of several that want to, one gets the right to, which is a
 * lock of its own: so between looking and replacing nobody changes the lock, neither the others nor its owner.
 */
async function inherit(directory: string, lock: string, abandoned: FoundLock, owner: LockOwner): Promise<boolean> {
  const right = `${lock}.${tokenOf(abandoned)}`;
  await acquire(directory, right, owner);
  try {
    const found = await readLock(lock);
    if (found.kind === 'absent' || tokenOf(found) !== tokenOf(abandoned)) return false;
    await writeAtomically(lock, JSON.stringify(owner));
    return true;
  } finally {
    await release(right, owner);
  }
}

async function release(lock: string, { token }: LockOwner): Promise<void> {
  const found = await readLock(lock);
  if (found.kind === 'owned' && found.owner.token === token) await rm(lock, { force: true });
}

function tokenOf(found: FoundLock): string {
  return found.kind === 'owned' ? found.owner.token : 'unreadable';
}

/** @throws {RunLockedError} when its owner lives */
async function refuseIfHeld(directory: string, found: FoundLock): Promise<void> {
  if (found.kind === 'unreadable') {
    // Writing it takes milliseconds; a process that died meanwhile leaves it for good.
    if (found.ageMilliseconds < 5000) throw new RunLockedError(`Another process is just taking up ${directory}.`);
  } else if (await isHeld(directory, found.owner)) {
    const { pid, host } = found.owner;
    throw new RunLockedError(
      `Process ${pid} on ${host} is already at work on ${directory}. Stop that one first, or wait until it has ended.`,
    );
  }
}

async function isHeld(directory: string, owner: LockOwner): Promise<boolean> {
  const alive = isAlive(owner);
  if (alive !== undefined) return alive;
  const { mtimeMs } = await stat(runFiles(directory).manifest);
  return Date.now() - mtimeMs < silentForSeconds * 1000;
}

async function readLock(lock: string): Promise<FoundLock | { readonly kind: 'absent' }> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)]);
    const owner = ownerSchema.safeParse(parseJson(text));
    return owner.success ? { kind: 'owned', owner: owner.data } : { kind: 'unreadable', ageMilliseconds: Date.now() - mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'absent' };
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
