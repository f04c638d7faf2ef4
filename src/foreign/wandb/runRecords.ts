// RunRecords: what the records of a run's .wandb file say: figures, settings, its name, and how it ended.

import type { FigureBatch } from '../../runs/figureBatch.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';
import { boundText, type LogOutcome } from '../logReader.ts';
import { type ItemName, ItemReader, lookOverItems, numberAt } from './keyedItems.ts';
import { MessageFields } from './messageFields.ts';
import { Settings } from './settings.ts';

/** Fields of Record and of its parts in wandb_internal.proto. */
const record = { history: 2, summary: 3, config: 5, run: 17, exit: 18 } as const;
const history = { item: 1, step: 2 } as const;
const items = { update: 1, remove: 2 } as const;
const run = { config: 4, displayName: 8, startTime: 17 } as const;
/** In one record: as many figures as a run may have, each a histogram. */
const mostItems = 20_000;
/** Of one name of a figure, which is kept in a table of its own. */
const bytesOfTag = 100;

export class RunRecords {
  readonly #items = new ItemReader();
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
    while (fields.next()) {
      switch (fields.field) {
        case record.history:
          this.#takeHistory(bytes, fields.start, fields.end, figures);
          break;
        case record.summary:
          this.#takeSummary(bytes, fields.start, fields.end, figures);
          break;
        case record.config:
          yield* this.#takeConfig(bytes, fields.start, fields.end);
          break;
        case record.run:
          yield* this.#takeRun(bytes, fields.start, fields.end);
          break;
        case record.exit:
          this.#takeExit(bytes, fields.start, fields.end);
          break;
      }
    }
  }

  #takeHistory(bytes: Buffer, start: number, end: number, figures: FigureBatch): void {
    this.#readFigures(bytes, start, end, history.item);
    let step = stepOfHistory(bytes, start, end);
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
  #takeSummary(bytes: Buffer, start: number, end: number, figures: FigureBatch): void {
    if (lookOverItems(bytes, start, end, items.update) !== 'more') return;
    this.#readFigures(bytes, start, end, items.update);
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

  /** Figures of a histogram, an image or a table are none of the run's. */
  #readFigures(bytes: Buffer, start: number, end: number, field: number): void {
    this.#names.length = 0;
    this.#values.length = 0;
    this.#recordNumber++;
    let [count, hasObjects] = [0, false];
    const fields = new MessageFields(bytes, start, end);
    const item = this.#items;
    while (fields.next()) {
      if (fields.field !== field) continue;
      if (++count > mostItems) throw new RangeError('It has too many items.');
      item.read(bytes, fields.start, fields.end);
      if (item.isType(bytes)) {
        const object = item.outerName(bytes);
        if (object !== undefined) object.objectIn = this.#recordNumber;
        hasObjects = true;
        continue;
      }
      const value = numberAt(bytes, item.valueStart, item.valueEnd);
      // Texts and tables have names, too, of which there is no end.
      const name = value === undefined ? undefined : item.name(bytes);
      if (value === undefined || name === undefined) continue;
      this.#names.push(name);
      this.#values.push(value);
    }
    if (hasObjects) this.#leaveOutObjects();
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
      if (fields.field !== items.update && fields.field !== items.remove) continue;
      item.read(bytes, fields.start, fields.end);
      const name = item.text(bytes);
      if (name === undefined || name === '_wandb' || name.startsWith('_wandb.')) continue;
      if (fields.field === items.remove) this.settings.delete(name);
      else this.settings.set(name, bytes.subarray(item.valueStart, item.valueEnd));
      yield;
    }
  }

  *#takeRun(bytes: Buffer, start: number, end: number): Generator<void> {
    const fields = new MessageFields(bytes, start, end);
    while (fields.next()) {
      if (fields.field === run.config) yield* this.#takeConfig(bytes, fields.start, fields.end);
      else if (fields.field === run.displayName && fields.end > fields.start)
        this.title = boundText(bytes.toString('utf8', fields.start, Math.min(fields.end, fields.start + 2000)));
      else if (fields.field === run.startTime) {
        const parts = new MessageFields(bytes, fields.start, fields.end);
        while (parts.next()) if (parts.field === 1) this.startedAt = parts.number;
      }
    }
  }

  #takeExit(bytes: Buffer, start: number, end: number): void {
    const fields = new MessageFields(bytes, start, end);
    let code = 0;
    while (fields.next()) if (fields.field === 1) code = fields.number;
    this.outcome = code === 0 ? 'completed' : 'failed';
  }
}

/** Undefined where the history does not say; zero where its step does not. */
function stepOfHistory(bytes: Buffer, start: number, end: number): number | undefined {
  const fields = new MessageFields(bytes, start, end);
  let step: number | undefined;
  while (fields.next()) if (fields.field === history.step) step = stepIn(bytes, fields.start, fields.end);
  return step;
}

/** Zero where the message does not say. */
function stepIn(bytes: Buffer, start: number, end: number): number {
  const fields = new MessageFields(bytes, start, end);
  let step = 0;
  while (fields.next()) if (fields.field === 1) step = fields.number;
  return step;
}
