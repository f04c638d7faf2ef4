// The series that say when a run reached its meta-iterations; no event file has them, the host makes them.

export const timeTags = {
  /** Seconds since the run's first figure, whatever happened meanwhile. */
  wall: 'time/wall',
  /** Seconds between successive figures of the processes that wrote them; what a resumed run did again counts once. */
  work: 'time/work',
} as const;
