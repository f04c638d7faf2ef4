// How long a window rests between two looks at its runs, so that it takes a small share of the time, however many there
// are.

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
