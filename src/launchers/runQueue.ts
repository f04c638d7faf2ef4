// The queue's order: which waiting runs may start, given what is at work. Pure.

import type { Manifest } from '../runs/manifest.ts';
import { isEnded, type RunState } from '../runs/runState.ts';
import type { LaunchClaim } from './launchClaim.ts';

export interface QueueEntry {
  readonly directory: string;
  readonly state: RunState;
  readonly launcher: Manifest['launcher'];
  /** ISO 8601; the queue's order. */
  readonly createdAt: string;
  readonly claim: LaunchClaim;
}

export interface QueueDecision {
  /** To be started now, first come, first served. */
  readonly start: readonly string[];
  /** To go on waiting, in order. */
  readonly wait: readonly string[];
  /** Were being started, but their trainer never came to life. */
  readonly failed: readonly string[];
}

/**
 * A run at work, or on its way there, takes one of `places`; so does a paused one, whose process holds its memory. A queued run that a
 * terminal created is that terminal's to start.
 */
export function decideQueue(entries: readonly QueueEntry[], places: number): QueueDecision {
  const queued = entries.filter((entry) => entry.state === 'queued' && entry.launcher === 'editor');
  const atWork = entries.filter((entry) => !isEnded(entry.state) && entry.state !== 'queued');
  const onTheirWay = queued.filter((entry) => entry.claim === 'fresh');
  const waiting = queued
    .filter((entry) => entry.claim === 'none')
    .sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.directory, b.directory))
    .map((entry) => entry.directory);
  const free = Math.max(0, places - atWork.length - onTheirWay.length);
  return {
    start: waiting.slice(0, free),
    wait: waiting.slice(free),
    failed: queued.filter((entry) => entry.claim === 'stale').map((entry) => entry.directory),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
