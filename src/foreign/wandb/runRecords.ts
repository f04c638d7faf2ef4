// RunRecords: what the records of a run's .wandb file say: figures, settings, its name, and how it ended.

import { parseBoundedJson } from '../../base/boundedJson.ts';
import type { FigureBatch } from '../../runs/figureBatch.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';
import { boundText, type LogOutcome, mostParameters } from '../logReader.ts';
import { ItemReader, lookOverItems, numberAt } from './keyedItems.ts';
import { MessageFields } from './messageFields.ts';

/** Fields of Record and of its parts in wandb_internal.proto. */
const record = { history: 2, summary: 3, config: 5, run: 17, exit: 18 } as const;
const history = { item: 1, step: 2 } as const;
const items = { update: 1, remove: 2 } as const;
const run = { config: 4, displayName: 8, startTime: 17 } as const;
const jsonBounds = { depth: 16, values: 10_000, names: 10_000 };
const mostJsonBytes = 1 << 18;
/** Names of W&B's own begin so; of these, times and steps are heeded. */
const own = '_';

interface ReadItem {
  readonly name: string;
  readonly depth: number;
  readonly value: number | undefined;
}

export class RunRecords {
  readonly #items = new ItemReader();
  /** Of its history alone: the same names come in the same order. */
  readonly #historyItems = new ItemReader();
  readonly #tags = new Set<string>();
  /** Names of the figures of its history: what the summary says of them is said there. */
  readonly #ofHistory = new Set<string>();
  #step = 0;
  #wallTime = Number.NaN;
  readonly config = new Map<string, unknown>();
  title: string | undefined;
  startedAt: number | undefined;
  outcome: LogOutcome | undefined;

  /** What was taken is kept no longer. */
  release(): void {
    this.#items.release();
    this.#historyItems.release();
  }

  /** @throws {RangeError} for what is no record; then `figures` may hold some of it */
  take(bytes: Buffer, start: number, end: number, figures: FigureBatch): void {
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
          this.#takeConfig(bytes, fields.start, fields.end);
          break;
        case record.run:
          this.#takeRun(bytes, fields.start, fields.end);
          break;
        case record.exit:
          this.#takeExit(bytes, fields.start, fields.end);
          break;
      }
    }
  }

  #takeHistory(bytes: Buffer, start: number, end: number, figures: FigureBatch): void {
    const begun = figures.length;
    let step: number | undefined;
    let wallTime = Number.NaN;
    let isFlat = true;
    const fields = new MessageFields(bytes, start, end);
    while (fields.next()) {
      if (fields.field === history.step) step = stepIn(bytes, fields.start, fields.end);
      if (fields.field !== history.item) continue;
      const { name, depth, valueStart, valueEnd } = this.#historyItems.read(bytes, fields.start, fields.end);
      isFlat &&= depth < 2;
      if (name === undefined || (name.startsWith(own) && name !== '_step' && name !== '_timestamp')) continue;
      const value = numberAt(bytes, valueStart, valueEnd);
      if (value === undefined) continue;
      if (name === '_step') step ??= value;
      else if (name === '_timestamp') wallTime = value;
      else if (this.#isKnownTag(name)) figures.add(name, Number.NaN, value, Number.NaN);
    }
    if (step === undefined || !Number.isSafeInteger(step) || step < 0) throw new RangeError('It has no step.');
    this.#step = step;
    this.#wallTime = wallTime;
    if (!isFlat) this.#leaveOutObjects(bytes, start, end, figures, begun);
    for (let place = begun; place < figures.length; place++) {
      figures.iterations[place] = step;
      figures.wallTimes[place] = wallTime;
      this.#ofHistory.add(figures.tags[place] ?? '');
    }
  }

  #leaveOutObjects(bytes: Buffer, start: number, end: number, figures: FigureBatch, begun: number): void {
    const kept = new Set(withoutObjects(this.#readItems(bytes, start, end, history.item)).map(({ name }) => name));
    const added = [...figures].slice(begun).filter(({ tag }) => kept.has(tag));
    figures.truncate(begun);
    for (const { tag, iteration, value, wallTime } of added) figures.add(tag, iteration, value, wallTime);
  }

  /** What the program itself said in its summary; what follows from its history says so by a step. */
  #takeSummary(bytes: Buffer, start: number, end: number, figures: FigureBatch): void {
    if (lookOverItems(bytes, start, end, items.update) !== 'more') return;
    const read = this.#readItems(bytes, start, end, items.update);
    for (const { name, value } of withoutObjects(read))
      if (value !== undefined && !name.startsWith(own) && !this.#ofHistory.has(name) && this.#isKnownTag(name))
        figures.add(name, this.#step, value, this.#wallTime);
  }

  /** A run has so many names of figures at most. */
  #isKnownTag(name: string): boolean {
    if (this.#tags.has(name)) return true;
    if (this.#tags.size >= mostFigureTags) return false;
    this.#tags.add(name);
    return true;
  }

  #readItems(bytes: Buffer, start: number, end: number, field: number): ReadItem[] {
    const read: ReadItem[] = [];
    const fields = new MessageFields(bytes, start, end);
    while (fields.next()) {
      if (fields.field !== field) continue;
      const { name, depth, valueStart, valueEnd } = this.#items.read(bytes, fields.start, fields.end);
      if (name !== undefined) read.push({ name, depth, value: numberAt(bytes, valueStart, valueEnd) });
    }
    return read;
  }

  #takeConfig(bytes: Buffer, start: number, end: number): void {
    const fields = new MessageFields(bytes, start, end);
    while (fields.next()) {
      if (fields.field !== items.update && fields.field !== items.remove) continue;
      const { name, valueStart, valueEnd } = this.#items.read(bytes, fields.start, fields.end);
      if (name === undefined || name === '_wandb' || name.startsWith('_wandb.')) continue;
      if (fields.field === items.remove) this.config.delete(name);
      else if (this.config.has(name) || this.config.size < mostParameters)
        this.config.set(name, valueIn(bytes.subarray(valueStart, valueEnd)));
    }
  }

  #takeRun(bytes: Buffer, start: number, end: number): void {
    const fields = new MessageFields(bytes, start, end);
    while (fields.next()) {
      if (fields.field === run.config) this.#takeConfig(bytes, fields.start, fields.end);
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

/** Zero where the message does not say. */
function stepIn(bytes: Buffer, start: number, end: number): number {
  const fields = new MessageFields(bytes, start, end);
  let step = 0;
  while (fields.next()) if (fields.field === 1) step = fields.number;
  return step;
}

/** Figures of a histogram, an image or a table are none of the run's. */
function withoutObjects(read: readonly ReadItem[]): readonly ReadItem[] {
  if (!read.some(({ depth }) => depth > 1)) return read;
  const ending = '._type';
  const objects = read.flatMap(({ name }) => (name.endsWith(ending) ? [name.slice(0, 1 - ending.length)] : []));
  if (objects.length === 0) return read;
  return read.filter(({ name, depth }) => depth < 2 || !objects.some((object) => name.startsWith(object)));
}

/** Null for what cannot be read: it is shown as no setting. */
function valueIn(json: Uint8Array): unknown {
  if (json.length > mostJsonBytes) return null;
  try {
    return parseBoundedJson(json, jsonBounds);
  } catch {
    return null;
  }
}
