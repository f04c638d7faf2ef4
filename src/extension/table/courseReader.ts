// Reads the figure that runs are judged by over their meta-iterations, one run after another, for those that can be seen.

import { EventReader } from '../../runs/eventReader.ts';
import type { EventUpdate } from '../../runs/eventUpdate.ts';
import { byMerit } from '../../runs/figureOfMerit.ts';
import { isHeldOutMean, recordedQuantities } from '../../runs/quantities.ts';
import type { CourseOfRun } from '../../table/page/tableMessages.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { type HistoryExtent, RunHistory } from '../panel/runHistory.ts';

/** A cell shows no more. */
const mostPoints = 60;
/** Enough that those at equal distances of it are at nearly equal distances of all. */
const shownInCell: HistoryExtent = {
  maxPoints: 2000,
  isEven: true,
  keepsTimes: false,
  otherTags: 0,
  isOneOfMany: true,
};
/** More are forgotten, the oldest first. */
const mostKnown = 2000;
/** Asked for at once; the rest is asked for again when it can be seen. */
const mostWaiting = 200;

export class CourseReader implements Disposable {
  readonly #stampOf: (directory: string) => string;
  readonly #read: (directory: string) => Promise<CourseOfRun>;
  readonly #tell: (courses: readonly CourseOfRun[]) => void;
  readonly #known = new Map<string, { readonly stamp: string; readonly course: CourseOfRun }>();
  #waiting: readonly string[] = [];
  #reading: Promise<void> | undefined;
  #isDisposed = false;

  /** @param stampOf another text when the run has another figure */
  constructor(
    stampOf: (directory: string) => string,
    tell: (courses: readonly CourseOfRun[]) => void,
    read: (directory: string) => Promise<CourseOfRun> = readCourse,
  ) {
    this.#stampOf = stampOf;
    this.#tell = tell;
    this.#read = read;
  }

  /** What is known is told at once; what is not comes one by one, what was asked for last first. */
  ask(directories: readonly string[]): void {
    const known = directories.flatMap((directory) => this.#knownOf(directory) ?? []);
    if (known.length > 0) this.#tell(known);
    const unknown = directories.filter((directory) => this.#knownOf(directory) === undefined);
    this.#waiting = [...new Set([...unknown, ...this.#waiting])].slice(0, mostWaiting);
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  /** Resolves when nothing that was asked for is outstanding. */
  async whenRead(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#waiting = [];
  }

  #knownOf(directory: string): CourseOfRun | undefined {
    const known = this.#known.get(directory);
    return known?.stamp === this.#stampOf(directory) ? known.course : undefined;
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const [directory, ...others] = this.#waiting;
      if (directory === undefined || this.#isDisposed) return;
      this.#waiting = others;
      const stamp = this.#stampOf(directory);
      // A run that cannot be read has a row that says so.
      const course = await this.#read(directory).catch(() => ({ directory, iterations: [], values: [] }));
      this.#keep(directory, stamp, course);
      if (!this.#isDisposed) this.#tell([course]);
    }
  }

  #keep(directory: string, stamp: string, course: CourseOfRun): void {
    this.#known.delete(directory);
    this.#known.set(directory, { stamp, course });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Of a long run as little is kept as of a short one. */
async function readCourse(directory: string): Promise<CourseOfRun> {
  const reader = new EventReader(directory, isHeldOutMean);
  let history = new RunHistory(shownInCell);
  let isExact = true;
  const take = (update: EventUpdate) => {
    if (update.kind === 'restarted') history = new RunHistory(shownInCell);
    if (update.kind === 'figures') history.add(update.figures);
    if (update.kind === 'withdrawn') isExact = history.withdraw(update.fromIteration) && isExact;
  };
  await reader.read((updates) => updates.forEach(take));
  // Once more, with what is known by now not to count.
  if (!isExact) {
    reader.restart();
    await reader.read((updates) => updates.forEach(take));
  }
  const told = history.takeAll().series;
  const [first] = byMerit.flatMap(
    (quantity) => told.find(({ tag }) => tag === recordedQuantities[quantity].tags.mean) ?? [],
  );
  return thin(directory, first?.iterations ?? [], first?.thinned?.means ?? first?.values ?? []);
}

/** The first, the last, and others at equal distances between them. */
function thin(directory: string, iterations: readonly number[], values: readonly (number | null)[]): CourseOfRun {
  const count = Math.min(mostPoints, iterations.length);
  const places = Array.from({ length: count }, (_, place) =>
    count < 2 ? 0 : Math.round((place * (iterations.length - 1)) / (count - 1)),
  );
  return {
    directory,
    iterations: places.map((place) => iterations[place] ?? 0),
    values: places.map((place) => values[place] ?? null).map((value) => (Number.isFinite(value) ? value : null)),
  };
}
