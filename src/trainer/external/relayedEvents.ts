// The event file of a run that a program trains: figures of the program in the run's own file, with what counts no more
// withdrawn, so that whoever shows runs needs to know nothing of programs.

import { createBreather } from '../../base/breather.ts';
import { untranslated } from '../../base/translate.ts';
import { WorkRest } from '../../base/workRest.ts';
import type { RunEvent } from '../../runs/events.ts';
import { EventWriter } from '../../runs/eventWriter.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import { PendingRecords } from '../../runs/pendingRecords.ts';
import type { RunHold } from '../../runs/runHold.ts';
import { describeNotice } from '../../runs/runNotice.ts';
import type { NamedMerit } from '../../runs/trainedBy.ts';
import { type MissedTaker, takeMissed } from './missedFigures.ts';
import { OtherFigures } from './otherFigures.ts';
import type { FigureSource, ProgramFigures, ProgramNews } from './programFigures.ts';
import { type RelayedPast, readRelayedPast } from './relayedPast.ts';
import { type Settled, writeSettled } from './relayedRecord.ts';
import { StandingMerit } from './standingMerit.ts';

/** So many times as long as reading all figures of the merit took, it is not done again. */
const restFactor = 10;

/** Of figures in a record; each takes its name, of `longestTagBytes` at most, and some sixty bytes. */
const mostTogether = 512;

interface Beginning {
  /** Before anything was measured; null where nothing judges the run. */
  readonly merit: NamedMerit | null;
  /** Hears what of the run's events is damaged, and what others do to the file. */
  readonly warn: (message: string) => void;
}

interface GoingOn extends Beginning {
  /** As the run's manifest says. */
  readonly acknowledged: NamedMerit | null;
  /** Aborts when it need not go on any more. */
  readonly signal: AbortSignal;
}

export class RelayedEvents {
  readonly #hold: RunHold;
  readonly #standing: StandingMerit;
  readonly #warn: (message: string) => void;
  #writer: EventWriter | undefined;
  /** Nobody waits for what is still being taken in then. */
  #isClosed = false;
  /** The largest step that is written, by what told it; -1 before the first. Those that were withdrawn may be among them. */
  readonly #highest: Record<FigureSource, number>;
  /** Whether the first figure of a process that goes on is still to come. */
  #isGoingOn: boolean;
  /** When the process began. */
  #settled: Settled = { lines: 0, events: 0 };
  readonly #rest = new WorkRest(restFactor);

  /** @param past of a process that goes on */
  private constructor(hold: RunHold, { merit, warn }: Beginning, past?: RelayedPast) {
    this.#hold = hold;
    this.#warn = warn;
    this.#standing = new StandingMerit(merit, past?.standing);
    // What event files have lost was told: the next file of the run must not withdraw it.
    const steps = past?.standing.map(({ iteration }) => iteration) ?? [];
    const highest = Math.max(past?.highest ?? -1, ...steps);
    this.#highest = { lines: highest, events: highest };
    this.#isGoingOn = past !== undefined;
  }

  /** @param records to begin the file with */
  static async begin(hold: RunHold, records: readonly Uint8Array[], beginning: Beginning): Promise<RelayedEvents> {
    const events = new RelayedEvents(hold, beginning);
    // How many event files there are tells nobody that the run has just begun: there may be more of one process.
    await writeSettled(hold, events.#settled);
    (await events.#open()).addRecords(records);
    return events;
  }

  /**
   * Of a process that goes on. Where it goes on its first figure says: what stands at that step and later is withdrawn.
   * What the earlier process did not come to write is written before.
   * @param figures of which nothing is read yet, and then all that was written before
   * @throws {FiguresUnreadableError} where what the run's events hold cannot be read just now; the signal's reason
   */
  static async goOn(
    hold: RunHold,
    figures: ProgramFigures,
    { merit, acknowledged, warn, signal }: GoingOn,
  ): Promise<RelayedEvents> {
    const isSame = acknowledged?.tag === merit?.tag && acknowledged?.direction === merit?.direction;
    const readPast = () => readRelayedPast(hold.directory, isSame ? acknowledged : null, signal);
    const past = await readPast();
    for (const warning of past.warnings) warn(warning);
    const events = new RelayedEvents(hold, { merit, warn }, past);
    const taker: MissedTaker = {
      withdraw: async (fromIteration) => {
        if (fromIteration < events.#next) await events.#withdrawAll(fromIteration);
      },
      write: async (source, missed) => {
        events.#write(await events.#open(), source, missed);
        await events.flush();
      },
      lookAgain: () => events.#readBack(readPast),
    };
    try {
      await takeMissed(hold, figures, { past, taker, signal });
    } catch (error) {
      await events.close().catch(() => undefined);
      throw error;
    }
    await events.#writer?.flush({ durable: true });
    events.#settled = figures.told;
    await writeSettled(hold, { ...events.#settled, isGoingOn: true });
    await events.settle();
    return events;
  }

  /** The largest step. */
  get iteration(): number {
    return Math.max(0, this.#highest.lines, this.#highest.events);
  }

  /** By what the run is judged, as it stood when it was last settled, with what was added since. */
  get merit(): NamedMerit | null {
    return this.#standing.merit;
  }

  /** Takes in what was read, in order, and nothing once it is closed; `figures` is what read it. */
  async take(news: readonly ProgramNews[], figures: ProgramFigures): Promise<void> {
    for (const each of news) {
      if (this.#isClosed) return;
      if (each.kind === 'withdrawn') await this.#withdrawEvents(each.fromIteration, figures);
      else await this.#add(each);
    }
  }

  async #add({ source, figures, isToldAgain }: Extract<ProgramNews, { kind: 'figures' }>): Promise<void> {
    const [first] = figures;
    if (first === undefined) return;
    // What was told before does not say where a process goes on.
    const goesOn = this.#isGoingOn && !isToldAgain;
    if (goesOn) {
      this.#isGoingOn = false;
      if (first.iteration < this.#next) await this.#withdrawAll(first.iteration);
    }
    const writer = await this.#open();
    this.#write(writer, source, figures);
    if (!goesOn) return;
    // Whoever dies in between leaves it to the next one, which withdraws and writes the same once more.
    await writer.flush({ durable: true });
    await writeSettled(this.#hold, this.#settled);
  }

  /** Of figures that event files have told. The others stay. */
  async #withdrawEvents(fromIteration: number, figures: ProgramFigures): Promise<void> {
    if (fromIteration > this.#highest.events) return;
    if (fromIteration > this.#highest.lines) return this.#withdrawAll(fromIteration);
    const [tag, wallTime] = [this.#standing.merit?.tag ?? '', Date.now() / 1000];
    const acknowledged = this.#standing.acknowledged.map((figure) => ({ ...figure, tag, wallTime }));
    const { directory } = this.#hold;
    const others = await this.#readBack(() => OtherFigures.read(directory, { fromIteration, acknowledged }, figures));
    const records = new PendingRecords();
    const breathe = createBreather();
    let highest = -1;
    for (const together of byRecord(others.inOrder())) {
      records.add(together);
      highest = together.iteration;
      await breathe();
    }
    if (this.#isClosed) return;
    await this.#withdrawAll(fromIteration);
    const writer = await this.#open();
    // They go out together with what withdraws them: whoever dies in between would leave them withdrawn for good.
    writer.addMade(records);
    this.#highest.lines = Math.max(this.#highest.lines, highest);
    if (others.lackedAt !== undefined) this.#warn(describeLacked(others.lackedAt, fromIteration));
  }

  async flush(): Promise<void> {
    await this.#writer?.flush();
  }

  /** Looks how the merit stands where something was withdrawn; unless `atLast`, seldom enough to cost little. */
  async settle({ atLast = true } = {}): Promise<void> {
    if (!this.#standing.isDue || (!atLast && !this.#rest.isOver)) return;
    const beganAt = performance.now();
    const found = await this.#readBack(() => this.#standing.readFiles(this.#hold.directory));
    const notice = this.#standing.settle(found);
    if (notice !== undefined) this.#warn(describeNotice(notice, untranslated));
    this.#rest.begin(beganAt);
  }

  /** @param records to end the file with */
  async close(records: readonly Uint8Array[] = []): Promise<void> {
    const writer = this.#writer;
    [this.#writer, this.#isClosed] = [undefined, true];
    writer?.addRecords(records);
    await writer?.close();
  }

  get #next(): number {
    return Math.max(this.#highest.lines, this.#highest.events) + 1;
  }

  /** Gives what `read` makes of the run's event files, once they hold all that was written while it does. */
  async #readBack<Made>(read: () => Promise<Made>): Promise<Made> {
    for (;;) {
      const name = await this.#writer?.keepPlace();
      const made = await read();
      if (this.#isClosed || name === (await this.#writer?.keepPlace())) return made;
    }
  }

  async #open(): Promise<EventWriter> {
    this.#writer ??= await this.#newWriter(this.#next - 1);
    return this.#writer;
  }

  #newWriter(resumedAt: number): Promise<EventWriter> {
    return EventWriter.create(this.#hold, { resumedAt, isExact: true, warn: this.#warn });
  }

  async #withdrawAll(fromIteration: number): Promise<void> {
    if (this.#writer === undefined) this.#writer = await this.#newWriter(fromIteration - 1);
    else this.#writer.withdraw(fromIteration);
    for (const source of ['lines', 'events'] as const)
      this.#highest[source] = Math.min(this.#highest[source], fromIteration - 1);
    this.#standing.withdraw(fromIteration);
  }

  #write(writer: EventWriter, source: FigureSource, figures: readonly Figure[]): void {
    for (const { iteration, scalars, wallTime } of byRecord(figures)) writer.add(iteration, scalars, wallTime);
    for (const figure of figures) {
      this.#highest[source] = Math.max(this.#highest[source], figure.iteration);
      this.#standing.note(figure.tag, figure.iteration, figure.value);
    }
  }
}

/**
 * Figures of one step that stand together become visible together, unless there are very many of them: readers take a
 * record beyond `longestRecordBytes` for damage.
 */
function* byRecord(figures: Iterable<Figure>): Generator<FigureRecord, void, undefined> {
  let record: (FigureRecord & { readonly scalars: Figure[] }) | undefined;
  for (const figure of figures) {
    const { iteration, wallTime } = figure;
    const isFull = record !== undefined && record.scalars.length >= mostTogether;
    if (record === undefined || isFull || record.iteration !== iteration || record.wallTime !== wallTime) {
      if (record !== undefined) yield record;
      record = { kind: 'scalars', iteration, wallTime, scalars: [] };
    }
    record.scalars.push(figure);
  }
  if (record !== undefined) yield record;
}

type FigureRecord = Extract<RunEvent, { kind: 'scalars' }>;

function describeLacked(lackedAt: number, fromIteration: number): string {
  const [at, from] = [lackedAt, fromIteration].map((step) => step.toLocaleString('en-US'));
  return `Figures from ${from} on may be lost: the event files lack the one at ${at} that was recorded, which is kept. What the program wrote as lines stands in metrics.jsonl.`;
}
