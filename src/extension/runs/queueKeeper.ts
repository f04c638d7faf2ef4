// Starts waiting runs when their turn comes. Every window of a folder keeps its queue; the launcher sees to it that a
// run starts once.

import type { Launcher, LaunchOutcome } from '../../launchers/launcher.ts';
import { halvedGroupsOf, type Obstacle, pendingPromotions } from '../../launchers/sweeps/halvedGroups.ts';
import { isLaunchedLocally } from '../../runs/runOrigin.ts';
import { isEnded } from '../../runs/runState.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { startCost } from './lookRests.ts';
import type { RunIndex } from './runIndex.ts';
import type { RunChanges, RunRecord } from './runRecord.ts';
import type { WaitingApprovals } from './waitingApprovals.ts';

/**
 * Another window may have been about to start a run, and died: the queue is looked at this often while something waits,
 * and seldom enough to take at most this share of the time.
 */
const pollMilliseconds = 5000;
const largestShare = 1 / 200;

export interface QueueKeeperOptions {
  readonly index: RunIndex;
  readonly launcher: Launcher;
  /** Learns of runs that nobody starts by themselves. */
  readonly approvals: WaitingApprovals;
  /** Whether runs may be started in this window. */
  readonly mayStart: () => boolean;
  readonly onError: (error: unknown) => void;
}

export class QueueKeeper implements Disposable {
  readonly #options: QueueKeeperOptions;
  readonly #listening: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #isDisposed = false;
  /** Met where runs were to go on by successive halving, as of the latest look. */
  #obstacles: ReadonlyMap<string, Obstacle> = new Map();

  constructor(options: QueueKeeperOptions) {
    this.#options = options;
    this.#listening = options.index.onDidChange((changes) => {
      if (mayFreeAPlace(changes)) void this.poll();
    });
    void this.poll();
  }

  /** Starts what may start, if anything waits, or may go on by successive halving. */
  async poll(): Promise<void> {
    if (this.#polling !== undefined || this.#isDisposed || !this.#options.mayStart() || !this.#isAnyWaiting()) return;
    clearTimeout(this.#timer);
    this.#polling = this.#pollNow();
    await this.#polling;
  }

  /**
   * Starts nothing more; resolves when what was being started is on its way, since a run whose launcher goes half way is
   * taken for one that failed to start.
   */
  async close(): Promise<void> {
    this.dispose();
    await this.#polling;
  }

  async #pollNow(): Promise<void> {
    const { launcher, approvals, index, onError } = this.#options;
    const cost = startCost();
    try {
      const outcomes = await launcher.poll();
      approvals.note(outcomes);
      // Another window may have had the folder, so that nothing was looked at.
      if (outcomes.length > 0) this.#obstacles = obstaclesAmong(outcomes);
      const touched = outcomes.filter(({ kind }) => kind === 'started' || kind === 'failed');
      await Promise.all(touched.map(({ directory }) => index.lookAt(directory)));
    } catch (error) {
      onError(error);
    } finally {
      this.#polling = undefined;
      if (!this.#isDisposed && this.#isAnyWaiting()) {
        const wait = Math.max(pollMilliseconds, cost() / largestShare);
        this.#timer = setTimeout(() => void this.poll(), wait);
        this.#timer.unref();
      }
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#listening.dispose();
  }

  #isAnyWaiting(): boolean {
    const { index, approvals } = this.#options;
    const runs = index.all();
    // Those that the person has agreed to since then go on by themselves.
    const obstacles = new Map(
      [...this.#obstacles].filter(([directory, kind]) => kind !== 'unapproved' || approvals.isToGoOn(directory)),
    );
    return (
      runs.some(({ state, manifest }) => state === 'queued' && isLaunchedLocally(manifest.launcher)) ||
      halvedGroupsOf(runs).some((group) => pendingPromotions(group, obstacles).length > 0)
    );
  }
}

function obstaclesAmong(outcomes: readonly LaunchOutcome[]): ReadonlyMap<string, Obstacle> {
  return new Map(
    outcomes.flatMap(({ kind, directory }) =>
      kind === 'unapproved' || kind === 'cannotGoOn' ? [[directory, kind] as const] : [],
    ),
  );
}

/** Looking at the queue means looking at every run: progress of one that is at work is no reason to. */
function mayFreeAPlace({ added, changed, removed }: RunChanges): boolean {
  if (added.some(({ state }) => !isEnded(state)) || removed.some(({ state }) => !isEnded(state))) return true;
  return changed.some(({ previous, current }) => previous.state !== current.state || isReleased(previous, current));
}

/** Nobody else looks for it: a terminal that releases a run starts none. */
function isReleased(previous: RunRecord, current: RunRecord): boolean {
  return previous.manifest.queuePlace?.isHeld === true && current.manifest.queuePlace?.isHeld !== true;
}
