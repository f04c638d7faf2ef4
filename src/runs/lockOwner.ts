// Whether a lock's owner still lives. Where nobody can tell, its signs of life do, and clocks that disagree must not
// keep a run locked for ever.

import { lookAtEntry } from '../base/boundedFile.ts';
import type { HeldLock } from '../base/locks/lockFile.ts';
import { isBriefLockAbandoned } from '../base/locks/takeLock.ts';
import { isAlive } from '../base/processIdentity.ts';
import { Stillness } from '../base/stillness.ts';
import type { RunProcess } from './manifest.ts';
import { readManifest } from './manifestFile.ts';
import { silentForSeconds } from './observeState.ts';
import { isAtWorkIn } from './processPlace.ts';
import { runFiles } from './runDirectory.ts';
import { isEnded } from './runState.ts';

/**
 * By what clocks say a silent owner is gone, and clocks are wrong: it is given the time of some heartbeats to show by
 * ours that it lives.
 */
const glanceMilliseconds = 3000;
/** Clocks that tell the right time at all differ by less. */
const longSilenceMilliseconds = 86_400_000;

type OwnedLock = Extract<HeldLock, { kind: 'owned' }>;

export type OwnerVerdict =
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'held' }
  /** Its owner lives, and is about to give it back. */
  | { readonly kind: 'ending' }
  /** It is about to become readable, to be given back, or to be known for abandoned. */
  | { readonly kind: 'unsettled' }
  /** It may be abandoned. At most so long without a sign of life, and it is. */
  | { readonly kind: 'silent'; readonly millisecondsLeft: number };

/** What one that wants the lock has seen of its owner so far. */
export class OwnerWatch {
  readonly stillness = new Stillness();
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
export async function judgeOwner(directory: string, found: HeldLock, watch: OwnerWatch): Promise<OwnerVerdict> {
  if (found.kind === 'unreadable' || found.owner.isBrief) {
    const isAbandoned = await isBriefLockAbandoned(runFiles(directory).lock, found, watch.stillness);
    if (isAbandoned) return { kind: 'abandoned' };
    const isLiving = found.kind === 'owned' && (await isAlive(found.owner)) === true;
    return { kind: isLiving ? 'ending' : 'unsettled' };
  }
  const alive = await isAtWorkIn(directory, found.owner);
  if (alive === false) return { kind: 'abandoned' };
  if (alive === undefined) return judgeSilence(directory, found, watch);
  return { kind: (await hasEnded(directory)) ? 'ending' : 'held' };
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
): Promise<OwnerVerdict> {
  const { heartbeatAt, writtenAt, process } = await readPulse(directory);
  if (watch.hasChanged(`${owner.token} ${heartbeatAt ?? writtenAt}`)) return { kind: 'held' };
  // Copying a run makes its lock young. An owner that is not the silent process may have just taken the run up.
  const isLongSilent =
    isSameProcess(owner, process) && heartbeatAt !== undefined && Date.now() - heartbeatAt > longSilenceMilliseconds;
  const signs = [isLongSilent ? undefined : changedAt, writtenAt, heartbeatAt].filter((time) => time !== undefined);
  const silenceByDates = Math.min(...signs.map(distanceFromNow));
  const millisecondsLeft = silentForSeconds * 1000 - Math.max(watch.milliseconds, silenceByDates);
  if (millisecondsLeft > 0) return { kind: 'silent', millisecondsLeft };
  const isWatched = watch.milliseconds > glanceMilliseconds || silenceByDates > longSilenceMilliseconds;
  return { kind: isWatched ? 'abandoned' : 'unsettled' };
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
