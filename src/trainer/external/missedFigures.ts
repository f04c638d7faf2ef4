// What a program has written and nobody came to relay, because the trainer died: by source, name and step, each once, and
// so much of it at a time.

import { openTensorBoardLog } from '../../foreign/tensorBoard/tensorBoardLog.ts';
import { listEventFiles } from '../../runs/eventFiles.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import type { RunHold } from '../../runs/runHold.ts';
import { Cutoffs } from './cutoffs.ts';
import type { FigureSource, ProgramFigures, ProgramNews } from './programFigures.ts';
import { programFiles } from './programFolder.ts';
import type { RelayedPast } from './relayedPast.ts';
import { readSettled, writeSettled } from './relayedRecord.ts';

const nothing = { lines: 0, events: 0 };

/** What takes over what was missed. */
export interface MissedTaker {
  /** What stands in the run's events from the step on does not count any more. Comes before anything is written. */
  readonly withdraw: (fromIteration: number) => Promise<void>;
  readonly write: (source: FigureSource, figures: readonly Figure[]) => Promise<void>;
  /** The run's events as they are by now, what was written among them. */
  readonly lookAgain: () => Promise<RelayedPast>;
}

/**
 * Reads all that the program's files hold by now. What was settled when the latest process began is left out: it is in
 * the run's events, or was withdrawn since.
 * @param past what the run's events hold: its counts are used up
 * @throws the signal's reason; what was taken over by then is not taken over again
 */
export async function takeMissed(
  hold: RunHold,
  figures: ProgramFigures,
  { past, taker, signal }: { readonly past: RelayedPast; readonly taker: MissedTaker; readonly signal: AbortSignal },
): Promise<void> {
  const { directory } = hold;
  const settled = await readSettled(directory);
  const isFirst = (await listEventFiles(directory)).length <= 1;
  if (settled === undefined && isFirst) await writeSettled(hold, nothing);
  const ahead = await lookAhead(programFiles(directory).folder, settled?.events ?? 0, signal);
  if (settled !== undefined) figures.passOver({ lines: settled.lines, events: ahead.isReplaced ? 0 : settled.events });
  const missed = new Missed(past, taker, {
    ahead,
    isGoingOn: settled?.isGoingOn === true,
    // Which of its lines earlier processes have withdrawn nobody knows of a run of an earlier version.
    isUnknown: settled === undefined && !isFirst,
  });
  const readOn = async (withEvents: boolean) => {
    for (let isWhole = false; !isWhole; ) {
      const reading = await figures.readNew({ withEvents });
      signal.throwIfAborted();
      isWhole = reading.isWhole;
      if (reading.areEventsToldAgain) await missed.beginAgain();
      for (const each of reading.news) await missed.take(each, figures.told.events);
      signal.throwIfAborted();
    }
  };
  await readOn(false);
  // Fewer than there were: the program has begun its file anew.
  if (figures.told.lines < (settled?.lines ?? 0)) {
    figures.beginLinesAgain();
    await readOn(false);
  }
  await readOn(true);
}

interface KnownBefore {
  readonly ahead: Ahead;
  /** Whether nobody has seen where the process that wrote them went on. */
  readonly isGoingOn: boolean;
  readonly isUnknown: boolean;
}

class Missed {
  #past: RelayedPast;
  readonly #taker: MissedTaker;
  readonly #known: KnownBefore;
  /** What stands in the run's events from there on is of a process before. */
  #goesOnAt = Number.POSITIVE_INFINITY;
  #hasBegun = false;

  constructor(past: RelayedPast, taker: MissedTaker, known: KnownBefore) {
    this.#past = past;
    this.#taker = taker;
    this.#known = known;
  }

  /** @param told so many figures of event files were told when this was read */
  async take(news: ProgramNews, told: number): Promise<void> {
    if (news.kind === 'withdrawn') return;
    const { source, figures } = news;
    const [first] = figures;
    if (first === undefined) return;
    if (!this.#hasBegun) await this.#begin(source, first);
    const cutoff = source === 'lines' ? Number.POSITIVE_INFINITY : this.#known.ahead.cutoffs.at(told - 1);
    const missed = figures.filter((figure) => figure.iteration < cutoff && this.#isMissed(figure));
    if (missed.length > 0) await this.#taker.write(source, missed);
  }

  /** Files were exchanged while they were read: what was taken over of them is in the run's events. */
  async beginAgain(): Promise<void> {
    this.#goesOnAt = Number.POSITIVE_INFINITY;
    this.#past = await this.#taker.lookAgain();
  }

  /** Lines are read first: one of event files is the first where there are none. */
  async #begin(source: FigureSource, { iteration }: Figure): Promise<void> {
    this.#hasBegun = true;
    const firsts = [source === 'lines' ? iteration : undefined, this.#known.ahead.first];
    const known = firsts.filter((each) => each !== undefined);
    if (!this.#known.isGoingOn || known.length === 0) return;
    this.#goesOnAt = Math.min(...known);
    await this.#taker.withdraw(this.#goesOnAt);
  }

  #isMissed({ tag, iteration }: Figure): boolean {
    if (this.#known.isUnknown) return iteration > this.#past.highest;
    return iteration >= this.#goesOnAt || !this.#past.counts.take(tag, iteration);
  }
}

/** What the program's event files say as a whole. */
interface Ahead {
  /** Whether they hold fewer figures than were settled: they are others. */
  readonly isReplaced: boolean;
  /** Step of the first figure that was not settled and counts, unless the files are others. */
  readonly first: number | undefined;
  /** By how many figures were told before. */
  readonly cutoffs: Cutoffs;
}

async function lookAhead(folder: string, settled: number, signal: AbortSignal): Promise<Ahead> {
  const cutoffs = new Cutoffs();
  let told = 0;
  let first: number | undefined;
  let isChanging = false;
  await openTensorBoardLog(folder).read((updates) => {
    for (const update of updates) {
      if (update.kind === 'restarted') {
        cutoffs.clear();
        [told, first, isChanging] = [0, undefined, true];
      } else if (update.kind === 'withdrawn') {
        cutoffs.note(told, update.fromIteration);
        if (first !== undefined && first >= update.fromIteration) first = undefined;
      } else if (update.kind === 'figures') {
        const { length, iterations } = update.figures;
        if (first === undefined && told + length > settled) first = iterations[Math.max(0, settled - told)];
        told += length;
      }
    }
  }, signal);
  signal.throwIfAborted();
  return { isReplaced: told < settled, first: isChanging || told < settled ? undefined : first, cutoffs };
}
