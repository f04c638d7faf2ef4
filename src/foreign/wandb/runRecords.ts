// RunRecords: what the records of a run's .wandb file say: figures, settings, its name, and how it ended.

import type { FigureBatch } from '../../runs/figureBatch.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';
import { boundText, type LogOutcome } from '../logReader.ts';
import { type ItemName, ItemReader, lookOverItems, numberAt } from './keyedItems.ts';
import { firstNumberIn, MessageFields } from './messageFields.ts';
import { Settings } from './settings.ts';
import { TurnCounter } from './turnCounter.ts';

/** Fields of Record and of its parts in wandb_internal.proto. */
const record = { history: 2, summary: 3, config: 5, run: 17, exit: 18 } as const;
const history = { item: 1, step: 2 } as const;
const summary = { item: 1, step: undefined } as const;
const settings = { update: 1, remove: 2 } as const;
const run = { config: 4, displayName: 8, startTime: 17 } as const;
/** In one record: as many figures as a run may have, each a histogram. */
const mostItems = 20_000;
/** Of one name of a figure, which is kept in a table of its own. */
const bytesOfTag = 100;

export class RunRecords {
  readonly #items = new ItemReader();
  readonly #turns = new TurnCounter();
  readonly settings = new Settings();
  /** By their names; what the summary says of those of the history is said there. */
  readonly #tags = new Map<string, { isOfHistory: boolean }>();
  /** The figures of the record that is being read. */
  readonly #names: ItemName[] = [];
  readonly #values: number[] = [];
  #recordNumber = 0;
  #step = 0;
  #wallTime = Number.NaN;
  title: string | undefined;
  startedAt: number | undefined;
  outcome: LogOutcome | undefined;

  /** What is kept, about, beside the settings as they are shown. */
  get bytesHeld(): number {
    return this.#items.bytesHeld + bytesOfTag * this.#tags.size + this.settings.bytesHeld;
  }

  /**
   * Stops where others may have a turn.
   * @throws {RangeError} for what is no record; then `figures` may hold some of it
   */
  *take(bytes: Buffer, start: number, end: number, figures: FigureBatch): Generator<void> {
    const fields = new MessageFields(bytes, start, end);
    const { length } = figures;
    while (fields.next()) {
      switch (fields.field) {
        case record.history:
          yield* this.#takeHistory(bytes, fields.start, fields.end, figures);
          break;
        case record.summary:
          yield* this.#takeSummary(bytes, fields.start, fields.end, figures);
          break;
        case record.config:
          yield* this.#takeConfig(bytes, fields.start, fields.end);
          break;
        case record.run:
          yield* this.#takeRun(bytes, fields.start, fields.end);
          break;
        case record.exit:
          this.outcome = (firstNumberIn(bytes, fields.start, fields.end) ?? 0) === 0 ? 'completed' : 'failed';
          break;
      }
      if (figures.length - length > mostItems) throw new RangeError('It has too many figures.');
      if (this.#turns.isTurnDue()) yield;
    }
  }

  /** Lets go of the items that were read last, after a record or many. */
  letGo(): void {
    this.#items.letGo();
    this.#names.length = 0;
    this.#values.length = 0;
  }

  *#takeHistory(bytes: Buffer, start: number, end: number, figures: FigureBatch): Generator<void> {
    let step = yield* this.#readFigures(bytes, new MessageFields(bytes, start, end), history);
    let wallTime = Number.NaN;
    for (const [place, { isOwn, text }] of this.#names.entries()) {
      if (!isOwn) continue;
      if (text === '_step') step ??= this.#values[place];
      else if (text === '_timestamp') wallTime = this.#values[place] ?? Number.NaN;
    }
    if (step === undefined || !Number.isSafeInteger(step) || step < 0) throw new RangeError('It has no step.');
    this.#step = step;
    this.#wallTime = wallTime;
    for (const [place, { isOwn, text }] of this.#names.entries()) {
      const tag = isOwn ? undefined : this.#tagOf(text);
      if (tag === undefined) continue;
      tag.isOfHistory = true;
      figures.add(text, step, this.#values[place] ?? Number.NaN, wallTime);
    }
  }

  /** What the program itself said in its summary; what follows from its history says so by a step. */
  *#takeSummary(bytes: Buffer, start: number, end: number, figures: FigureBatch): Generator<void> {
    const said = yield* lookOverItems(bytes, new MessageFields(bytes, start, end), summary.item, this.#turns);
    if (said !== 'more') return;
    yield* this.#readFigures(bytes, new MessageFields(bytes, start, end), summary);
    for (const [place, { isOwn, text }] of this.#names.entries())
      if (!isOwn && this.#tagOf(text)?.isOfHistory === false)
        figures.add(text, this.#step, this.#values[place] ?? Number.NaN, this.#wallTime);
  }

  /** A run has so many names of figures at most. */
  #tagOf(name: string): { isOfHistory: boolean } | undefined {
    const known = this.#tags.get(name);
    if (known !== undefined || this.#tags.size >= mostFigureTags) return known;
    const tag = { isOfHistory: false };
    this.#tags.set(name, tag);
    return tag;
  }

  /**
   * Figures of a histogram, an image or a table are none of the run's. Gives the step that the record says in a field of
   * its own: zero where that says none, undefined where there is no such field.
   */
  *#readFigures(
    bytes: Buffer,
    fields: MessageFields,
    { item: itemField, step: stepField }: { readonly item: number; readonly step: number | undefined },
  ): Generator<void, number | undefined> {
    this.letGo();
    this.#recordNumber++;
    let [count, hasObjects] = [0, false];
    let step: number | undefined;
    while (fields.next()) {
      let gone = 1;
      if (fields.field === itemField) {
        if (++count > mostItems) throw new RangeError('It has too many items.');
        this.#items.read(bytes, fields.start, fields.end);
        gone += this.#items.fields;
        if (this.#noteItem(bytes) === 'ofObject') hasObjects = true;
      } else if (fields.field === stepField) step = firstNumberIn(bytes, fields.start, fields.end) ?? 0;
      if (this.#turns.isTurnDue(gone)) yield;
    }
    if (hasObjects) this.#leaveOutObjects();
    return step;
  }

  /** Takes the item that was read: a figure, or what an object is. */
  #noteItem(bytes: Buffer): 'ofObject' | 'other' {
    const item = this.#items;
    if (item.isType(bytes)) {
      const object = item.outerName(bytes);
      if (object !== undefined) object.objectIn = this.#recordNumber;
      return 'ofObject';
    }
    const value = numberAt(bytes, item.valueStart, item.valueEnd);
    // Texts and tables have names, too, of which there is no end.
    const name = value === undefined ? undefined : item.name(bytes);
    if (value !== undefined && name !== undefined) {
      this.#names.push(name);
      this.#values.push(value);
    }
    return 'other';
  }

  #leaveOutObjects(): void {
    let kept = 0;
    for (const [place, name] of this.#names.entries()) {
      if (name.isWithinObject(this.#recordNumber)) continue;
      this.#names[kept] = name;
      this.#values[kept] = this.#values[place] ?? Number.NaN;
      kept++;
    }
    this.#names.length = kept;
    this.#values.length = kept;
  }

  *#takeConfig(bytes: Buffer, start: number, end: number): Generator<void> {
    const fields = new MessageFields(bytes, start, end);
    const item = this.#items;
    while (fields.next()) {
      if (fields.field !== settings.update && fields.field !== settings.remove) {
        if (this.#turns.isTurnDue()) yield;
        continue;
      }
      item.read(bytes, fields.start, fields.end);
      const name = item.text(bytes);
      if (name === undefined || name === '_wandb' || name.startsWith('_wandb.')) {
        if (this.#turns.isTurnDue(1 + item.fields)) yield;
        continue;
      }
      if (fields.field === settings.remove) this.settings.delete(name);
      else this.settings.set(name, bytes.subarray(item.valueStart, item.valueEnd));
      yield;
    }
  }

  *#takeRun(bytes: Buffer, start: number, end: number): Generator<void> {
    const fields = new MessageFields(bytes, start, end);
    let [titleStart, titleEnd] = [0, 0];
    while (fields.next()) {
      if (fields.field === run.config) yield* this.#takeConfig(bytes, fields.start, fields.end);
      else if (fields.field === run.displayName && fields.end > fields.start)
        [titleStart, titleEnd] = [fields.start, fields.end];
      else if (fields.field === run.startTime)
        this.startedAt = firstNumberIn(bytes, fields.start, fields.end) ?? this.startedAt;
      if (this.#turns.isTurnDue()) yield;
    }
    // A text is dear, and the last one counts.
    if (titleEnd > titleStart)
      this.title = boundText(bytes.toString('utf8', titleStart, Math.min(titleEnd, titleStart + 2000)));
  }
}
