// How long a run still takes: from its recent pace, evaluations and checkpoints included.

/** Where a run stood at some moment of its active time. */
export interface PaceMark {
  readonly iteration: number;
  readonly activeSeconds: number;
}

/** The pace is taken over this many seconds of training, so that it covers evaluations between the meta-iterations. */
const windowSeconds = 120;
/** Before this, start-up and the first evaluation would distort it. */
const leastSeconds = 2;

export class PaceMeter {
  #marks: PaceMark[] = [];

  /** Notes how far the run is. A step back (a resumed run starts at its checkpoint) starts anew. */
  note(mark: PaceMark): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && (mark.iteration < last.iteration || mark.activeSeconds < last.activeSeconds))
      this.#marks = [];
    if (last !== undefined && mark.iteration === last.iteration && mark.activeSeconds === last.activeSeconds) return;
    // What happens before the first meta-iteration, or before the first one seen, says nothing of the pace.
    if (this.#marks.length === 1 && last?.iteration === mark.iteration) this.#marks = [];
    this.#marks.push(mark);
    while (this.#marks.length > 2 && mark.activeSeconds - (this.#marks[1]?.activeSeconds ?? 0) >= windowSeconds)
      this.#marks.shift();
  }

  /** Seconds per meta-iteration, or null before anything can be said. */
  secondsPerIteration(): number | null {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined) return null;
    const seconds = last.activeSeconds - first.activeSeconds;
    const iterations = last.iteration - first.iteration;
    return seconds >= leastSeconds && iterations > 0 ? seconds / iterations : null;
  }
}

/** Seconds until the last meta-iteration, or null when neither the pace nor the momentary speed is known. */
export function secondsLeft(
  remainingIterations: number,
  secondsPerIteration: number | null,
  iterationsPerSecond: number | null,
): number | null {
  if (secondsPerIteration !== null) return remainingIterations * secondsPerIteration;
  if (iterationsPerSecond !== null && iterationsPerSecond > 0) return remainingIterations / iterationsPerSecond;
  return null;
}
