// Whether a lock's owner still lives. Where nobody can tell, its signs of life do, and clocks that disagree must not
// keep a run locked for ever.

import { lookAtEntry } from '../base/boundedFile.ts';
import type { FoundLock } from '../base/locks/lockFile.ts';
import type { RunProcess } from './manifest.ts';
import { readManifest } from './manifestFile.ts';
import { silentForSeconds } from './observeState.ts';
import { isAtWorkIn } from './processPlace.ts';
import { runFiles } from './runDirectory.ts';
import { isEnded } from './runState.ts';

/** Writing a lock takes milliseconds; a process that died meanwhile leaves it half-written for good. */
const unreadableForMilliseconds = 5000;
/** What is done under a brief lock takes milliseconds, too; a window that leaked one lives on for days. */
const briefForMilliseconds = 15_000;
/** Clocks that tell the right time at all differ by less. */
const longSilenceMilliseconds = 86_400_000;

type OwnedLock = Extract<FoundLock, { kind: 'owned' }>;

export type LockVerdict =
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'held' }
  /** It is about to be given back, or to become readable. */
  | { readonly kind: 'brief' }
  /** It may be abandoned. At most so long without a sign of life, and it is. */
  | { readonly kind: 'silent'; readonly millisecondsLeft: number };

/** What one that wants the lock has seen of its owner so far. */
export class OwnerWatch {
  readonly #startedAt = performance.now();
  #firstSign: string | undefined;
  #looks = 0;

  /** Since the first look. */
  get milliseconds(): number {
    return performance.now() - this.#startedAt;
  }

  get isFirstLook(): boolean {
    return this.#looks === 1;
  }

  /** `sign` changes whenever the owner shows that it lives. Returns whether it has changed since the first look. */
  hasChanged(sign: string): boolean {
    this.#looks++;
    this.#firstSign ??= sign;
    return this.#firstSign !== sign;
  }
}

/** What is to be thought of a lock of the run, at another look of somebody who wants it. */
export async function judgeLock(directory: string, found: FoundLock, watch: OwnerWatch): Promise<LockVerdict> {
  switch (found.kind) {
    case 'absent':
      return { kind: 'abandoned' };
    case 'unreadable': {
      const isOld =
        distanceFromNow(found.changedAt) > unreadableForMilliseconds || watch.milliseconds > unreadableForMilliseconds;
      return { kind: isOld ? 'abandoned' : 'brief' };
    }
    case 'owned': {
      const alive = await isAtWorkIn(directory, found.owner);
      if (alive === false) return { kind: 'abandoned' };
      if (found.owner.isBrief)
        return { kind: distanceFromNow(found.changedAt) > briefForMilliseconds ? 'abandoned' : 'brief' };
      if (alive === undefined) return judgeSilence(directory, found, watch);
      return { kind: (await hasEnded(directory)) ? 'brief' : 'held' };
    }
  }
}

/** Whether the last word was written: whoever holds the lock then is on its way out, or has just come in. */
async function hasEnded(directory: string): Promise<boolean> {
  return readManifest(directory).then(
    ({ state }) => isEnded(state),
    () => false,
  );
}

/**
 * Time that has passed here counts for sure; times that others wrote may be from clocks that are wrong, ahead or
 * behind.
 */
async function judgeSilence(
  directory: string,
  { owner, changedAt }: OwnedLock,
  watch: OwnerWatch,
): Promise<LockVerdict> {
  const { heartbeatAt, writtenAt, process } = await readPulse(directory);
  if (watch.hasChanged(`${owner.token} ${heartbeatAt ?? writtenAt}`)) return { kind: 'held' };
  // Copying a run makes its lock young. An owner that is not the silent process may have just taken the run up.
  const isLongSilent =
    isSameProcess(owner, process) && heartbeatAt !== undefined && Date.now() - heartbeatAt > longSilenceMilliseconds;
  const signs = [isLongSilent ? undefined : changedAt, writtenAt, heartbeatAt].filter((time) => time !== undefined);
  const silence = Math.max(watch.milliseconds, Math.min(...signs.map(distanceFromNow)));
  const millisecondsLeft = silentForSeconds * 1000 - silence;
  return millisecondsLeft > 0 ? { kind: 'silent', millisecondsLeft } : { kind: 'abandoned' };
}

function isSameProcess(owner: RunProcess, other: RunProcess | null): boolean {
  return owner.host === other?.host && owner.pid === other.pid && owner.startedAt === other.startedAt;
}

interface Pulse {
  /** In milliseconds since 1970; undefined where the manifest does not say. */
  readonly heartbeatAt: number | undefined;
  readonly writtenAt: number | undefined;
  /** Whose heartbeat it is. */
  readonly process: RunProcess | null;
}

async function readPulse(directory: string): Promise<Pulse> {
  const entry = await lookAtEntry(runFiles(directory).manifest);
  const manifest = await readManifest(directory).catch(() => undefined);
  const heartbeatAt = Date.parse(manifest?.heartbeatAt ?? '');
  return {
    heartbeatAt: Number.isNaN(heartbeatAt) ? undefined : heartbeatAt,
    writtenAt: entry?.mtimeMs,
    process: manifest?.process ?? null,
  };
}

/** In milliseconds, whether past or future. */
function distanceFromNow(time: number): number {
  return Math.abs(Date.now() - time);
}
