// The lock that keeps two trainers from working on one run. Its owner may die without releasing it; then the next one takes it over.

import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import * as z from 'zod';
import { silentForSeconds } from './observeState.ts';
import { currentProcess, isAlive } from './processIdentity.ts';
import { runFiles } from './runDirectory.ts';
import { hasCode } from './systemErrors.ts';
import { writeNew } from './writeAtomically.ts';

const ownerSchema = z.object({ host: z.string(), pid: z.int(), startedAt: z.string().nullable(), token: z.string() });

type LockOwner = z.output<typeof ownerSchema>;

type LockContent =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly ageMilliseconds: number }
  | { readonly kind: 'owned'; readonly owner: LockOwner };

/** Another process works on the run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';
}

/**
 * Takes the run's lock; the returned function gives it back. The manifest's heartbeat tells whether an owner on another machine still lives.
 * @throws {RunLockedError} while another process holds it
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const { lock } = runFiles(directory);
  const token = randomUUID();
  for (;;) {
    try {
      await writeNew(lock, JSON.stringify({ ...currentProcess(), token }));
      return () => release(lock, token);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    await removeAbandoned(directory, lock);
  }
}

async function release(lock: string, token: string): Promise<void> {
  const content = await readLock(lock);
  if (content.kind === 'owned' && content.owner.token === token) await rm(lock, { force: true });
}

/** @throws {RunLockedError} when its owner lives */
async function removeAbandoned(directory: string, lock: string): Promise<void> {
  const content = await readLock(lock);
  switch (content.kind) {
    case 'absent':
      return;
    case 'unreadable':
      // Writing it takes milliseconds; a process that died meanwhile leaves it for good.
      if (content.ageMilliseconds < 5000) throw new RunLockedError(`Another process is just taking up ${directory}.`);
      return takeAway(lock, undefined);
    case 'owned':
      if (await isHeld(directory, content.owner)) {
        const { pid, host } = content.owner;
        throw new RunLockedError(
          `Process ${pid} on ${host} is already at work on ${directory}. Stop that one first, or wait until it has ended.`,
        );
      }
      return takeAway(lock, content.owner.token);
  }
}

/** Renaming takes exactly one lock away: of several that find it abandoned one succeeds, and a new owner's lock is put back. */
async function takeAway(lock: string, abandonedToken: string | undefined): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const taken = await readLock(aside);
  const isAnothers = taken.kind === 'owned' && taken.owner.token !== abandonedToken;
  if (isAnothers) await rename(aside, lock);
  else await rm(aside, { force: true });
}

async function isHeld(directory: string, owner: LockOwner): Promise<boolean> {
  const alive = isAlive(owner);
  if (alive !== undefined) return alive;
  const { mtimeMs } = await stat(runFiles(directory).manifest);
  return Date.now() - mtimeMs < silentForSeconds * 1000;
}

async function readLock(lock: string): Promise<LockContent> {
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
