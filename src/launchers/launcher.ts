// Launcher: whoever gets trainers to work, wherever that is. The run directory is the truth; a launcher only starts
// what waits there.

import type { RunFailure } from '../runs/runFailure.ts';

/** What became of a run directory that a launcher looked at. */
export type LaunchOutcome =
  | { readonly kind: 'started'; readonly directory: string; readonly pid: number }
  /** Other runs are at work; this one starts by itself when its turn comes. */
  | { readonly kind: 'waiting'; readonly directory: string }
  /**
   * Nobody knows that this user queued it here, or, of one that is to go on by successive halving, made it here: it
   * starts, or goes on, when the person says so, by `submit`.
   */
  | { readonly kind: 'unapproved'; readonly directory: string }
  /** It is to go on by successive halving, and nothing can go on from it: it counts as one that failed on its rung. */
  | { readonly kind: 'cannotGoOn'; readonly directory: string }
  /** The manifest says so too. */
  | { readonly kind: 'failed'; readonly directory: string; readonly failure: RunFailure };

/** What a person said to a run that is handed over. */
export interface Submission {
  /** Whether the run goes on where its data no longer hold the split that it keeps. */
  readonly acceptsChangedData: boolean;
  /** What the person was asked about, see `agreementOn`; undefined for a run that was just made here. */
  readonly agreed: string | undefined;
}

/** `toTop`: before all others that wait. `hold`: it does not start before it is released. */
export type QueueChange = 'toTop' | 'hold' | 'release';

export interface Launcher {
  /**
   * Hands a run over, because the person asked for it: one that was just created, one that waits for approval, one
   * that ended and is to be resumed, or one that is to go on by successive halving: what is told then is of the run that
   * goes on from it, where there is a place for one. Returns as soon as its trainer is on its way or
   * the run waits in the queue; does not wait for the trainer.
   * @throws {LaunchError} when the run cannot be started as it stands
   */
  submit(directory: string, submission?: Submission): Promise<LaunchOutcome>;
  /**
   * Starts waiting runs whose turn has come, of those that this user queued on this machine; to be called again
   * whenever runs end. Tells of all that wait, that it started, or failed to.
   */
  poll(): Promise<readonly LaunchOutcome[]>;
  /**
   * As `submit`, of many runs that were just made: all of them wait, in the order of their age, and those that find a
   * place start. Tells of all that wait in their folder.
   * @throws {LaunchError} when one cannot be started as it stands; those before it wait by then
   */
  submitAll(directories: readonly string[]): Promise<readonly LaunchOutcome[]>;
  /**
   * As `submit`, but the run starts whether there is a place for it or not, and held or not.
   * @throws {LaunchError} when the run cannot be started as it stands
   */
  startNow(directory: string, submission?: Submission): Promise<LaunchOutcome>;
  /**
   * Changes where a waiting run stands in the queue; whoever polls next goes by it.
   * @throws {LaunchError} when the run does not wait in this machine's queue
   */
  arrange(directory: string, change: QueueChange): Promise<void>;
  /**
   * Takes a waiting run out of the queue, or asks the trainer of a run at work to stop.
   * @throws {LaunchError} when the run has ended
   */
  cancel(directory: string): Promise<void>;
}

/** Says what happened, why, and what to do. */
export class LaunchError extends Error {
  override readonly name: string = 'LaunchError';
}
