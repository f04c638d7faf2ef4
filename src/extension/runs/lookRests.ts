// How often a window looks at its runs, and how long it rests between two looks, so that it takes a small share of the
// time, however many there are.

/** How often runs are looked at, in milliseconds. */
export interface LookIntervals {
  /** Each live run. */
  readonly live: number;
  /** Every run of every folder: another window or a terminal may have started or resumed one. */
  readonly all: number;
}

export const defaultIntervals: LookIntervals = { live: 250, all: 2000 };

/** What a look at all runs took of the machine, see `startCost`, and found. */
export interface LookAtAll {
  readonly milliseconds: number;
  /** Manifests that were read, rather than known to be as they were. */
  readonly reads: number;
  /** Whether somebody tells which run changed, so that looking at all of them is only to be sure. */
  readonly areRunsWatched: boolean;
}

const largestShares = { live: 1 / 20, all: 1 / 20, allWhereWatched: 1 / 200 };
/** A look that read more than so many took longer than the next will, which says nothing of how long to rest. */
const fewReads = 32;
const longestRestAfterReading = 5000;

/** In milliseconds. @param interval the shortest rest @param took what the last look at live runs took */
export function restOfLive(interval: number, took: number): number {
  return Math.max(interval, took / largestShares.live);
}

/** In milliseconds. @param interval the shortest rest */
export function restOfAll(interval: number, { milliseconds, reads, areRunsWatched }: LookAtAll): number {
  const rest = milliseconds / (areRunsWatched ? largestShares.allWhereWatched : largestShares.all);
  return Math.max(interval, reads > fewReads ? Math.min(longestRestAfterReading, rest) : rest);
}

/**
 * Gives what was spent since the call, in milliseconds: of the processors, or of time where that is less. On a machine
 * that is busy with other things looks take long and cost little.
 */
export function startCost(): () => number {
  const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(usedBefore);
    return Math.min(performance.now() - startedAt, (user + system) / 1000);
  };
}

/** After a change that no watch told of, so many looks at all runs rely on none. */
const looksWithoutTrust = 10;

/** A watch begins some time after it is asked for: what changes meanwhile it tells nobody. */
const firstLooksWithoutTrust = 3;

/** Whether looks may rely on the watch of files: network drives, and folders that a person excludes, are watched in vain. */
export class WatchTrust {
  #looksWithout = firstLooksWithoutTrust;

  /** To be told of each look at all runs; gives whether the next may rely on the watch. */
  afterLook({ hasMissedOne }: { readonly hasMissedOne: boolean }): boolean {
    if (hasMissedOne) this.#looksWithout = looksWithoutTrust;
    this.#looksWithout = Math.max(0, this.#looksWithout - 1);
    return this.#looksWithout === 0;
  }
}
