// The queue's decision: which waiting runs may start, given what is at work. Pure.

import { byQueueOrder } from '../runs/queueOrder.ts';
import { isLaunchedLocally, type QueuePlace, type RunLauncher } from '../runs/runOrigin.ts';
import { isEnded, type RunState } from '../runs/runState.ts';
import type { LaunchClaim } from './launchClaim.ts';

export interface QueueEntry {
  readonly directory: string;
  readonly state: RunState;
  readonly launcher: RunLauncher;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly queuePlace: QueuePlace | null;
  readonly claim: LaunchClaim;
  /** Whether its process is, or was, one of this machine: others do not use this machine's places. */
  readonly isHere: boolean;
  /** Whether this user queued it on this machine, see `queueTicket.ts`. */
  readonly isApproved: boolean;
}

export interface QueueDecision {
  /** To be started now, in order. */
  readonly start: readonly string[];
  /** To go on waiting, in order. */
  readonly wait: readonly string[];
  /** To go on waiting until somebody releases them. They take no place. */
  readonly held: readonly string[];
  /** How many runs are at work, or on their way there. */
  readonly atWork: number;
  /** To go on waiting until the person says otherwise. They take no place, and are in nobody's way. */
  readonly unapproved: readonly string[];
  /** Were being started, but their trainer never came to life. */
  readonly failed: readonly string[];
}

/**
 * A run at work on this machine, or on its way there, takes one of `places`; so does a paused one, whose process holds
 * its memory. A queued run of another launcher is that one's to start, and one without any that of whoever made it.
 */
export function decideQueue(entries: readonly QueueEntry[], places: number): QueueDecision {
  const queued = entries
    .filter((entry) => entry.state === 'queued' && isLaunchedLocally(entry.launcher))
    .sort(byQueueOrder);
  const approved = queued.filter((entry) => entry.isApproved);
  const atWork = entries.filter((entry) => !isEnded(entry.state) && entry.state !== 'queued' && entry.isHere);
  const claimed = (claim: LaunchClaim) =>
    approved.filter((entry) => entry.claim === claim).map((entry) => entry.directory);
  const held = new Set(approved.filter((entry) => entry.queuePlace?.isHeld).map((entry) => entry.directory));
  const waiting = claimed('none').filter((directory) => !held.has(directory));
  const busy = atWork.length + claimed('fresh').length;
  const free = Math.max(0, places - busy);
  return {
    start: waiting.slice(0, free),
    wait: waiting.slice(free),
    held: claimed('none').filter((directory) => held.has(directory)),
    atWork: busy,
    unapproved: queued.filter((entry) => !entry.isApproved).map((entry) => entry.directory),
    failed: claimed('stale'),
  };
}
