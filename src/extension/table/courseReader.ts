// Reads the figure that runs are judged by over their meta-iterations, one run after another, for those that can be seen,
// and again where files were missing or damaged and are others by now.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lookAtEntry, stampOf } from '../../base/boundedFile.ts';
import { WorkRest } from '../../base/workRest.ts';
import { listEventFiles } from '../../runs/eventFiles.ts';
import { EventReader } from '../../runs/eventReader.ts';
import type { EventUpdate } from '../../runs/eventUpdate.ts';
import { byMerit } from '../../runs/figureOfMerit.ts';
import { isPassing } from '../../runs/fileProblem.ts';
import { isHeldOutMean, recordedQuantities } from '../../runs/quantities.ts';
import type { RunNotice } from '../../runs/runNotice.ts';
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

/** In milliseconds; looking whether files are others takes a small share of the time, however many there are. */
const defaultRetry = 2000;

/** When it is worth reading again with the same figures in the manifest: `changed` where event files are others. */
const frequencies = ['never', 'changed', 'always'] as const;
type Again = (typeof frequencies)[number];

interface ReadCourse {
  readonly course: CourseOfRun;
  readonly again: Again;
}

interface KnownCourse extends ReadCourse {
  /** Of the newest figure when it was read. */
  readonly latest: number | undefined;
  /** Of the event files before they were read; undefined where they could not be looked at. */
  readonly files: string | undefined;
}

export class CourseReader implements Disposable {
  readonly #latestOf: (directory: string) => number | undefined;
  readonly #read: (directory: string) => Promise<ReadCourse>;
  readonly #tell: (courses: readonly CourseOfRun[]) => void;
  readonly #retryMilliseconds: number;
  readonly #retryRest = new WorkRest();
  readonly #known = new Map<string, KnownCourse>();
  #waiting: readonly string[] = [];
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  /** @param latestOf the meta-iteration of the run's newest figure; undefined where it has none */
  constructor(
    latestOf: (directory: string) => number | undefined,
    tell: (courses: readonly CourseOfRun[]) => void,
    read: (directory: string) => Promise<ReadCourse> = readCourse,
    retryMilliseconds: number = defaultRetry,
  ) {
    this.#latestOf = latestOf;
    this.#tell = tell;
    this.#read = read;
    this.#retryMilliseconds = retryMilliseconds;
  }

  /** What is known is told at once; what is not comes one by one, what was asked for last first. */
  ask(directories: readonly string[]): void {
    const known = directories.flatMap((directory) => this.#knownOf(directory) ?? []);
    if (known.length > 0) this.#tell(known);
    this.#readSoon(directories.filter((directory) => this.#knownOf(directory) === undefined));
  }

  /** Resolves when nothing that was asked for is outstanding. */
  async whenRead(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#waiting = [];
    clearTimeout(this.#timer);
  }

  #knownOf(directory: string): CourseOfRun | undefined {
    const known = this.#known.get(directory);
    return known !== undefined && known.latest === this.#latestOf(directory) ? known.course : undefined;
  }

  #readSoon(directories: readonly string[]): void {
    this.#waiting = [...new Set([...directories, ...this.#waiting])].slice(0, mostWaiting);
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const [directory, ...others] = this.#waiting;
      if (directory === undefined || this.#isDisposed) return;
      this.#waiting = others;
      const latest = this.#latestOf(directory);
      const files = await stampOfEvents(directory);
      // A run that cannot be read has a row that says so.
      const none: ReadCourse = { course: { directory, iterations: [], values: [] }, again: 'always' };
      const { course, again } = await this.#read(directory).catch(() => none);
      const isShort = latest !== undefined && (course.iterations.at(-1) ?? -1) < latest;
      const before = this.#knownOf(directory);
      this.#keep(directory, { latest, course, files, again: isShort && again === 'never' ? 'changed' : again });
      if (!this.#isDisposed && !isDeepStrictEqual(before, course)) this.#tell([course]);
    }
  }

  #keep(directory: string, known: KnownCourse): void {
    this.#known.delete(directory);
    this.#known.set(directory, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
    if (known.again !== 'never') this.#retryIn(this.#retryMilliseconds);
  }

  #retryIn(milliseconds: number): void {
    if (this.#isDisposed) return;
    this.#timer ??= setTimeout(() => void this.#retry(), milliseconds);
    this.#timer.unref();
  }

  /** Reads again what is worth it, while nobody asks for anything else. */
  async #retry(): Promise<void> {
    await this.whenRead();
    const startedAt = performance.now();
    for (const [directory, known] of [...this.#known]) {
      if (this.#isDisposed) return;
      if (await isWorthReading(directory, known)) {
        this.#readSoon([directory]);
        await this.whenRead();
      }
    }
    const rest = this.#retryRest.begin(startedAt, this.#retryMilliseconds);
    this.#timer = undefined;
    if ([...this.#known.values()].some(({ again }) => again !== 'never')) this.#retryIn(rest);
  }
}

async function isWorthReading(directory: string, { again, files }: KnownCourse): Promise<boolean> {
  return again === 'always' || (again === 'changed' && files !== (await stampOfEvents(directory)));
}

/** Undefined where one of them cannot be looked at. */
async function stampOfEvents(directory: string): Promise<string | undefined> {
  try {
    const names = await listEventFiles(directory);
    const stamps: string[] = [];
    for (const name of names) stamps.push(name, stampOf(await lookAtEntry(path.join(directory, name))));
    return stamps.join('\n');
  } catch {
    return undefined;
  }
}

/** Of a long run as little is kept as of a short one. */
async function readCourse(directory: string): Promise<ReadCourse> {
  const reader = new EventReader(directory, isHeldOutMean);
  let history = new RunHistory(shownInCell);
  let isExact = true;
  let again: Again = 'never';
  const take = (update: EventUpdate) => {
    if (update.kind === 'restarted') history = new RunHistory(shownInCell);
    if (update.kind === 'figures') history.add(update.figures);
    if (update.kind === 'withdrawn') isExact = history.withdraw(update.fromIteration) && isExact;
    if (update.kind === 'damaged') again = laterOf(again, 'changed');
    if (update.kind === 'unreadable') again = laterOf(again, againAfter(update.notice));
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
  const course = thin(directory, first?.iterations ?? [], first?.thinned?.means ?? first?.values ?? []);
  return { course, again };
}

/** Of a crowd the same are left out each time. */
function againAfter(notice: RunNotice): Again {
  if (notice.of !== 'file' || notice.problem.code === 'crowd') return 'never';
  return isPassing(notice.problem) ? 'always' : 'changed';
}

function laterOf(one: Again, other: Again): Again {
  return frequencies.indexOf(one) < frequencies.indexOf(other) ? other : one;
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
