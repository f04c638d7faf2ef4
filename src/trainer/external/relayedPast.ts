// What a run's own event files still hold of a program's figures when a process goes on with it, and what of those that
// its manifest has acknowledged they have lost.

import { untranslated } from '../../base/translate.ts';
import { noteProblem } from '../../runs/checkEvents.ts';
import { EventReader } from '../../runs/eventReader.ts';
import type { EventUpdate } from '../../runs/eventUpdate.ts';
import type { FigureBatch } from '../../runs/figureBatch.ts';
import { describeNotice, type RunNotice } from '../../runs/runNotice.ts';
import type { NamedFigure, NamedMerit } from '../../runs/trainedBy.ts';
import { asMeant, namedFiguresOf } from './standingMerit.ts';
import { StepCounts } from './stepCounts.ts';

export interface RelayedPast {
  /** The largest step of all figures that count; -1 where there are none. */
  readonly highest: number;
  /** Of all that count. */
  readonly counts: StepCounts;
  /** Figures of the merit that the manifest has acknowledged and that count, those that no file holds among them. */
  readonly standing: readonly NamedFigure[];
  /** What of the files is damaged or left out, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * An event file that may be as good as ever cannot be read just now: what stands in it would be taken for lost, and
 * recorded a second time.
 */
class FiguresUnreadableError extends Error {
  override readonly name = 'FiguresUnreadableError';
}

/**
 * @param acknowledged by what the run is judged, as its manifest says
 * @throws {FiguresUnreadableError}, the signal's reason
 */
export async function readRelayedPast(
  directory: string,
  acknowledged: NamedMerit | null,
  signal: AbortSignal,
): Promise<RelayedPast> {
  const past = new Past(acknowledged);
  const problems = new Map<string, RunNotice>();
  await new EventReader(directory).read((updates) => {
    for (const update of updates) {
      noteProblem(update, problems);
      past.take(update);
    }
  }, signal);
  signal.throwIfAborted();
  const notices = [...problems.values()];
  const passing = notices.find(mayPass);
  if (passing !== undefined)
    throw new FiguresUnreadableError(
      `${describeNotice(passing, untranslated)} Figures of the program stand there, and the run does not go on without them. Nothing was changed. Resume it when that can be read.`,
    );
  const { highest, counts, standing } = past;
  return { highest, counts, standing, warnings: notices.map((notice) => describeNotice(notice, untranslated)) };
}

/** Whether the system does not let be read just now what is there. */
function mayPass(notice: RunNotice): boolean {
  if (notice.of !== 'file') return false;
  const { problem } = notice;
  return (
    problem.code === 'thrown' || problem.code === 'said' || (problem.code === 'system' && problem.fault !== 'ENOENT')
  );
}

class Past {
  highest = -1;
  readonly counts = new StepCounts();
  readonly #tag: string | undefined;
  readonly #acknowledged: readonly Acknowledged[];
  #isBeginning = true;

  constructor(merit: NamedMerit | null) {
    this.#tag = merit?.tag;
    this.#acknowledged = namedFiguresOf(merit).map((figure) => new Acknowledged(figure));
  }

  get standing(): readonly NamedFigure[] {
    return this.#acknowledged.flatMap(({ isStanding, figure }) => (isStanding ? [figure] : []));
  }

  take(update: EventUpdate): void {
    switch (update.kind) {
      case 'figures':
        this.#add(update.figures);
        return;
      case 'withdrawn':
        this.#withdraw(update.fromIteration);
        return;
      case 'restarted':
        this.#clear();
        return;
      case 'damaged':
      case 'unreadable':
      case 'readable':
        return;
    }
  }

  #add({ length, tags, iterations, values }: FigureBatch): void {
    let largest = -1;
    for (let place = 0; place < length; place++) {
      const [tag = '', iteration = -1] = [tags[place], iterations[place]];
      largest = Math.max(largest, iteration);
      this.counts.add(tag, iteration);
      if (tag === this.#tag)
        for (const each of this.#acknowledged) each.noteFigure(iteration, values[place] ?? Number.NaN);
    }
    for (const each of this.#acknowledged) each.noteReached(largest);
    this.highest = Math.max(this.highest, largest);
  }

  #withdraw(fromIteration: number): void {
    // A run's first file begins with one before there is anything to withdraw.
    const isFirst = this.#isBeginning && fromIteration === 0;
    this.#isBeginning = false;
    if (isFirst) return;
    this.highest = Math.min(this.highest, fromIteration - 1);
    this.counts.withdraw(fromIteration);
    for (const each of this.#acknowledged) each.noteWithdrawal(fromIteration);
  }

  #clear(): void {
    [this.highest, this.#isBeginning] = [-1, true];
    this.counts.clear();
    for (const each of this.#acknowledged) each.clear();
  }
}

/** A figure that the manifest has acknowledged: does it stand, was it withdrawn since, or has a file lost it? */
class Acknowledged {
  readonly figure: NamedFigure;
  /** Whether there is one of its step. */
  #isThere = false;
  #isSame = false;
  /** Whether nothing of its step or a later one stands behind a withdrawal of that step: it is of before. */
  #isWithdrawn = false;

  constructor(figure: NamedFigure) {
    this.figure = figure;
  }

  /** Of one that says something else now the files know more. */
  get isStanding(): boolean {
    return this.#isThere ? this.#isSame : !this.#isWithdrawn;
  }

  noteFigure(iteration: number, value: number): void {
    if (iteration !== this.figure.iteration) return;
    this.#isThere = true;
    this.#isSame ||= Object.is(asMeant(value), this.figure.value);
  }

  noteReached(iteration: number): void {
    if (iteration >= this.figure.iteration) this.#isWithdrawn = false;
  }

  noteWithdrawal(fromIteration: number): void {
    if (fromIteration <= this.figure.iteration) [this.#isThere, this.#isSame, this.#isWithdrawn] = [false, false, true];
  }

  clear(): void {
    [this.#isThere, this.#isSame, this.#isWithdrawn] = [false, false, false];
  }
}
