// The event file of a run that a program trains: figures of the program in the run's own file, with what counts no more
// withdrawn, so that whoever shows runs needs to know nothing of programs.

import { isBetterBy } from '../../experiment/quantities.ts';
import { EventReader } from '../../runs/eventReader.ts';
import { EventWriter } from '../../runs/eventWriter.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import type { RunHold } from '../../runs/runHold.ts';
import type { NamedMerit } from '../../runs/trainedBy.ts';
import { asRecorded } from '../runFigures.ts';
import type { ProgramFigures } from './programFigures.ts';

export class RelayedEvents {
  readonly #hold: RunHold;
  readonly #merit: NamedMerit | null;
  #writer: EventWriter | undefined;
  /** The figures of earlier processes that their own did not come to write any more. */
  #missed: Figure[] = [];
  /** The largest step that is written; -1 before the first. */
  #highest: number;
  #standing: NamedMerit | null;

  private constructor(hold: RunHold, merit: NamedMerit | null, highest: number) {
    this.#hold = hold;
    this.#merit = merit;
    this.#standing = merit;
    this.#highest = highest;
  }

  /** @param records to begin the file with */
  static async begin(hold: RunHold, merit: NamedMerit | null, records: readonly Uint8Array[]): Promise<RelayedEvents> {
    const events = new RelayedEvents(hold, merit, -1);
    events.#writer = await EventWriter.create(hold);
    events.#writer.addRecords(records);
    return events;
  }

  /**
   * Of a process that goes on. Where it goes on its first figure says: what stands at that step and later is withdrawn.
   * @param figures of which all that was written before is read
   */
  static async goOn(hold: RunHold, merit: NamedMerit | null, figures: ProgramFigures): Promise<RelayedEvents> {
    let highest = -1;
    await new EventReader(hold.directory).read((updates) => {
      for (const update of updates) {
        if (update.kind === 'withdrawn') highest = Math.min(highest, update.fromIteration - 1);
        if (update.kind === 'figures')
          for (const { iteration } of update.figures) highest = Math.max(highest, iteration);
      }
    });
    const events = new RelayedEvents(hold, merit, highest);
    for (let news = await figures.readNew(); news.length > 0; news = await figures.readNew())
      for (const each of news)
        if (each.kind === 'figures')
          for (const figure of each.figures) if (figure.iteration > highest) events.#missed.push(figure);
    await events.#readStanding();
    return events;
  }

  /** The largest step. */
  get iteration(): number {
    return Math.max(0, this.#highest);
  }

  /** By what the run is judged, as it stands. */
  get merit(): NamedMerit | null {
    return this.#standing;
  }

  async add(figures: readonly Figure[]): Promise<void> {
    const [first] = figures;
    if (first === undefined) return;
    const writer = this.#writer ?? (await this.#goOnFrom(first.iteration));
    this.#write(writer, figures);
  }

  async withdraw(fromIteration: number): Promise<void> {
    if (fromIteration > this.#highest) return;
    await this.#writer?.close();
    this.#writer = await EventWriter.create(this.#hold, { resumedAt: fromIteration - 1 });
    this.#highest = fromIteration - 1;
    await this.#readStanding();
  }

  async flush(): Promise<void> {
    await this.#writer?.flush();
  }

  /** @param records to end the file with */
  async close(records: readonly Uint8Array[] = []): Promise<void> {
    if (this.#writer === undefined && this.#missed.length > 0) await this.#goOnFrom(Number.POSITIVE_INFINITY);
    const writer = this.#writer;
    this.#writer = undefined;
    writer?.addRecords(records);
    await writer?.close();
  }

  async #goOnFrom(step: number): Promise<EventWriter> {
    const from = Math.min(step, this.#highest + 1);
    const writer = await EventWriter.create(this.#hold, { resumedAt: from - 1 });
    this.#writer = writer;
    this.#highest = Math.min(this.#highest, from - 1);
    await this.#readStanding();
    const missed = this.#missed.filter(({ iteration }) => iteration < step);
    this.#missed = [];
    this.#write(writer, missed);
    return writer;
  }

  /** Figures of one step that stand together become visible together. */
  #write(writer: EventWriter, figures: readonly Figure[]): void {
    let from = 0;
    for (let at = 1; at <= figures.length; at++) {
      const [first, next] = [figures[from], figures[at]];
      if (first === undefined) return;
      if (next !== undefined && next.iteration === first.iteration && next.wallTime === first.wallTime) continue;
      writer.add(first.iteration, figures.slice(from, at), first.wallTime);
      from = at;
    }
    for (const figure of figures) {
      this.#highest = Math.max(this.#highest, figure.iteration);
      this.#note(figure);
    }
  }

  #note({ tag, iteration, value }: Figure): void {
    const standing = this.#standing;
    if (standing === null || tag !== standing.tag) return;
    const figure = { iteration, value: asRecorded(value) };
    const { first, latest, best, direction } = standing;
    const isBest = best === null || Number.isNaN(best.value) || isBetterBy(direction, value, best.value);
    this.#standing = {
      ...standing,
      first: first === null || iteration < first.iteration ? figure : first,
      latest: latest === null || iteration >= latest.iteration ? figure : latest,
      best: isBest ? figure : best,
    };
  }

  /** From all event files of the run, of which the latest withdraws what counts no more. */
  async #readStanding(): Promise<void> {
    const merit = this.#merit;
    if (merit === null) return;
    this.#standing = { ...merit, first: null, latest: null, best: null };
    await this.#writer?.flush();
    await new EventReader(this.#hold.directory, (tag) => tag === merit.tag).read((updates) => {
      for (const update of updates)
        if (update.kind === 'figures') for (const figure of update.figures) this.#note(figure);
    });
  }
}
