// RunFigures: the figures of a run, met twice: once for what there is, then again and again in order, without ever all of
// them in memory.

import { isMoment } from '../base/moments.ts';
import { LogSummary } from '../foreign/logSummary.ts';
import type { EventUpdate, HearEvents } from '../runs/eventUpdate.ts';
import type { FigureBatch } from '../runs/figureBatch.ts';
import { FigureReach } from '../runs/figureReach.ts';

/** What tells figures from the beginning: of a run of ours, or of another program's log. */
export interface FigureReader {
  read(hear: HearEvents, signal?: AbortSignal): Promise<void>;
  /** The next call tells everything from the beginning, without what is known by now not to count. */
  restart(): void;
}

/** A run that cannot be exported as it is, or changed meanwhile. `message` says what to do. */
export class ExportRefused extends Error {
  override readonly name = 'ExportRefused';
}

type FirstLook = Pick<RunFigures, 'summary' | 'reach' | 'isInOrder'>;

export class RunFigures {
  readonly #reader: FigureReader;
  readonly #name: string;
  /** What was there at the first look. */
  readonly summary: LogSummary;
  readonly reach: FigureReach;
  /** Whether no figure is of an earlier step than one before it. */
  readonly isInOrder: boolean;

  private constructor(reader: FigureReader, name: string, { summary, reach, isInOrder }: FirstLook) {
    this.#reader = reader;
    this.#name = name;
    [this.summary, this.reach, this.isInOrder] = [summary, reach, isInOrder];
  }

  /** @param name of the run, for errors. @throws the signal's reason after an abort */
  static async open(reader: FigureReader, name: string, signal: AbortSignal): Promise<RunFigures> {
    const summary = new LogSummary();
    const reach = new FigureReach();
    let isInOrder = true;
    let last = Number.NEGATIVE_INFINITY;
    const hear = (updates: readonly EventUpdate[]) => {
      summary.take(updates);
      for (const update of updates) {
        reach.take(update);
        if (update.kind === 'restarted') [isInOrder, last] = [true, Number.NEGATIVE_INFINITY];
        if (update.kind === 'figures') {
          const { length, iterations } = update.figures;
          for (let place = 0; place < length; place++) {
            const iteration = iterations[place] ?? Number.NaN;
            isInOrder &&= iteration >= last;
            last = Math.max(last, iteration);
          }
        }
      }
    };
    await reader.read(hear, signal);
    if (summary.isOutdated) {
      reader.restart();
      await reader.read(hear, signal);
    }
    signal.throwIfAborted();
    return new RunFigures(reader, name, { summary, reach, isInOrder });
  }

  /**
   * Calls `visit` with all figures that count, in the order in which they were written, a few milliseconds' worth at a
   * time, with times that are moments or none: of a run that is at work also with those that came since.
   * @throws {ExportRefused} where some that were visited do not count any more; the signal's reason after an abort
   */
  async forEachBatch(visit: (batch: FigureBatch) => void, signal: AbortSignal): Promise<void> {
    let last = Number.NEGATIVE_INFINITY;
    let hasChanged = false;
    this.#reader.restart();
    await this.#reader.read((updates) => {
      for (const update of updates) {
        switch (update.kind) {
          case 'figures': {
            const { length, iterations } = update.figures;
            for (let place = 0; place < length; place++) last = Math.max(last, iterations[place] ?? last);
            leaveOutOddTimes(update.figures);
            if (!hasChanged) visit(update.figures);
            break;
          }
          case 'withdrawn':
            hasChanged ||= last >= update.fromIteration;
            break;
          case 'restarted':
            hasChanged ||= last !== Number.NEGATIVE_INFINITY;
            break;
          case 'damaged':
          case 'unreadable':
          case 'readable':
            break;
        }
      }
    }, signal);
    signal.throwIfAborted();
    if (hasChanged) throw new ExportRefused(`“${this.#name}” was changed while it was exported. Export again.`);
  }
}

/** No format has a place for them. */
function leaveOutOddTimes({ length, wallTimes }: FigureBatch): void {
  for (let place = 0; place < length; place++)
    if (!isMoment(wallTimes[place] ?? Number.NaN)) wallTimes[place] = Number.NaN;
}
