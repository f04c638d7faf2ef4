// How fast units of work get done, and how long the rest takes. Time at rest does not count.

interface Speed {
  /** Units per second; undefined while unknown. */
  readonly speed: number | undefined;
  readonly secondsLeft: number | undefined;
}

export interface Speedometer {
  /** Notes that `done` of `total` units are done; the speed is that since the first note. */
  note(done: number, total: number): Speed;
  /** Work rests until the next `wake`. */
  rest(): void;
  wake(): void;
}

const leastMilliseconds = 500;

export function createSpeedometer(now: () => number = () => performance.now()): Speedometer {
  let first: { readonly done: number; readonly at: number } | undefined;
  let rested = 0;
  let restingSince: number | undefined;
  const workingTime = () => (restingSince ?? now()) - rested;
  return {
    note(done, total) {
      first ??= { done, at: workingTime() };
      const elapsed = workingTime() - first.at;
      if (elapsed < leastMilliseconds || done === first.done) return { speed: undefined, secondsLeft: undefined };
      const speed = (done - first.done) / (elapsed / 1000);
      return { speed, secondsLeft: (total - done) / speed };
    },
    rest() {
      restingSince ??= now();
    },
    wake() {
      if (restingSince === undefined) return;
      rested += now() - restingSince;
      restingSince = undefined;
    },
  };
}
