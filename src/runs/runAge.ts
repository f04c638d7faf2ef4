// How old runs are by what they say of themselves: a time that is yet to come makes none the newest.

/** In milliseconds. Clocks of two machines that tell the time at all differ by less. */
const clocksDifferBy = 3_600_000;

/**
 * When something was made that says it was made at `time`, in milliseconds since 1970, for an order by age. What says a
 * time that is yet to come at `now`, or none, counts as older than all else.
 */
export function timeForOrder(time: number, now: number): number {
  return time <= now + clocksDifferBy ? time : Number.NEGATIVE_INFINITY;
}

/** Whether the run says that it is of a time yet to come at `now`, by more than clocks differ. */
export function isYetToCome({ manifest }: DatedRun, now: number = Date.now()): boolean {
  return Date.parse(manifest.createdAt) > now + clocksDifferBy;
}

/** What the order of runs needs of each. */
export interface DatedRun {
  readonly directory: string;
  readonly manifest: { readonly createdAt: string };
}

/** Newest first, whatever happens to a run later; runs created in the same moment keep a fixed order. */
export function newestFirst<Run extends DatedRun>(runs: Iterable<Run>, now: number = Date.now()): Run[] {
  const dated = [...runs].map((run) => ({ run, time: timeForOrder(Date.parse(run.manifest.createdAt), now) }));
  dated.sort((a, b) => compare(b.time, a.time) || compare(b.run.directory, a.run.directory));
  return dated.map(({ run }) => run);
}

function compare<Value extends number | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
