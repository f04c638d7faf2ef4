// All figures that a program writes into its folder, as JSON lines or as TensorBoard event files, as they come and so many
// at a time.

import type { LogReader } from '../../foreign/logReader.ts';
import { openTensorBoardLog } from '../../foreign/tensorBoard/tensorBoardLog.ts';
import type { EventUpdate } from '../../runs/eventUpdate.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import { describeNotice } from '../../runs/runNotice.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';
import { untranslated } from '../../words/translate.ts';
import { MetricFile } from './metricFile.ts';
import type { Settled } from './relayedRecord.ts';

/** What tells figures: JSON lines, or TensorBoard's event files. */
export type FigureSource = 'lines' | 'events';

export type ProgramNews =
  | {
      readonly kind: 'figures';
      readonly source: FigureSource;
      readonly figures: readonly Figure[];
      /** Whether they may be those that were told before, because files were exchanged. */
      readonly isToldAgain: boolean;
    }
  /** What event files have told from this step on does not count any more. What lines have told does. */
  | { readonly kind: 'withdrawn'; readonly fromIteration: number };

export interface ProgramReading {
  readonly news: readonly ProgramNews[];
  /** Whether there was no more to read. */
  readonly isWhole: boolean;
  /** Whether lines were read, if only those that were told before, as of a program that repeats what it did. */
  readonly hasReadLines: boolean;
  /** Whether event files are told from their beginning from now on, because they were exchanged. */
  readonly areEventsToldAgain: boolean;
}

/** Event files are read no further at once. */
const mostFigures = 1 << 16;
const mostMilliseconds = 250;

export class ProgramFigures {
  readonly #metrics: string;
  readonly #lines: MetricFile;
  readonly #events: LogReader;
  readonly #warn: (message: string) => void;
  readonly #tags = { lines: new Set<string>(), events: new Set<string>() };
  readonly #allTags = new Set<string>();
  #settled = { lines: 0, events: 0 };
  #told = { lines: 0, events: 0 };
  /** So many figures of event files were told when they were begun anew. */
  #toldAgain = 0;
  #hasWarned = false;

  /** `warn` hears what of the files cannot be used. */
  constructor(
    { folder, metrics }: { readonly folder: string; readonly metrics: string },
    warn: (message: string) => void,
  ) {
    this.#warn = warn;
    this.#metrics = metrics;
    this.#lines = new MetricFile(metrics, warn);
    this.#events = openTensorBoardLog(folder);
  }

  /** So many figures each of them has told so far, those that were passed over among them. */
  get told(): Settled {
    return { ...this.#told };
  }

  /** So many bytes of the lines were read. */
  get linesPosition(): number {
    return this.#lines.position;
  }

  /** The first ones, of which so many stand in the files, are not told. To be called before anything is read. */
  passOver({ lines, events }: Settled): void {
    this.#settled = { lines, events };
  }

  /** All lines are read again from the beginning, and told. */
  beginLinesAgain(): void {
    [this.#settled.lines, this.#told.lines] = [0, 0];
    this.#lines.restart();
  }

  /**
   * What came since the last call, in the order of each file, and perhaps not all of it. Of several withdrawals what they
   * come to is told, as one and before the figures that then count. @param withEvents false reads lines alone
   */
  async readNew({ withEvents = true } = {}): Promise<ProgramReading> {
    const before = this.#lines.position;
    const lines = await this.#lines.readNew();
    const hasReadLines = this.#lines.position !== before;
    const news = figuresOf('lines', this.#known('lines', this.#unsettled('lines', lines)), false);
    const toldBefore = this.#told.events;
    const updates: EventUpdate[] = [];
    const turn = new AbortController();
    if (withEvents) await this.#readEvents(updates, turn);
    const { figures, fromIteration } = this.#countingOf(updates);
    if (fromIteration !== Number.POSITIVE_INFINITY) news.push({ kind: 'withdrawn', fromIteration });
    const areEventsToldAgain = updates.some(({ kind }) => kind === 'restarted');
    const isToldAgain = toldBefore < this.#toldAgain || areEventsToldAgain;
    news.push(...figuresOf('events', this.#known('events', figures), isToldAgain));
    const isWhole = lines.length === 0 && !turn.signal.aborted;
    return { news, isWhole, hasReadLines, areEventsToldAgain };
  }

  /** What has told figures of this name so far: event files alone, lines as well, or lines, if anything. */
  sourceOf(tag: string): 'events' | 'both' | 'elsewhere' {
    const { lines, events } = this.#tags;
    if (!events.has(tag)) return 'elsewhere';
    return lines.has(tag) ? 'both' : 'events';
  }

  /** Tells once more, in their order, what lines have told so far. */
  async forEachLineAgain(hear: (figure: Figure) => void): Promise<void> {
    const again = new MetricFile(this.#metrics, () => undefined, this.#lines.position);
    for (let figures = await again.readNew(); figures.length > 0; figures = await again.readNew())
      figures.forEach(hear);
  }

  async #readEvents(updates: EventUpdate[], turn: AbortController): Promise<void> {
    const until = performance.now() + mostMilliseconds;
    let count = 0;
    await this.#events.read((told) => {
      for (const update of told) {
        updates.push(update);
        if (update.kind === 'figures') count += update.figures.length;
      }
      if (count >= mostFigures || performance.now() > until) turn.abort();
    }, turn.signal);
  }

  /** Each is looked at once, however many withdraw: the last one first. */
  #countingOf(updates: readonly EventUpdate[]): { readonly figures: Figure[]; readonly fromIteration: number } {
    const unsettled = updates.map((update) => this.#take(update));
    const figures: Figure[] = [];
    let fromIteration = Number.POSITIVE_INFINITY;
    for (const each of unsettled.reverse()) {
      if (typeof each === 'number') fromIteration = Math.min(fromIteration, each);
      else for (const figure of each.toReversed()) if (figure.iteration < fromIteration) figures.push(figure);
    }
    return { figures: figures.reverse(), fromIteration };
  }

  /** Figures, or from where on those before them do not count. */
  #take(update: EventUpdate): readonly Figure[] | number {
    switch (update.kind) {
      case 'figures':
        return this.#unsettled('events', [...update.figures]);
      case 'withdrawn':
        return update.fromIteration;
      case 'restarted':
        this.#toldAgain = Math.max(this.#toldAgain, this.#told.events);
        [this.#settled.events, this.#told.events] = [0, 0];
        return 0;
      case 'unreadable':
        this.#warn(describeNotice(update.notice, untranslated));
        return [];
      case 'damaged':
        this.#warn(`${update.file} is damaged: ${update.bytes} bytes of it cannot be used.`);
        return [];
      case 'readable':
        return [];
    }
  }

  #unsettled(source: FigureSource, figures: readonly Figure[]): readonly Figure[] {
    for (const { tag } of figures) {
      if (this.#allTags.size < mostFigureTags) this.#allTags.add(tag);
      if (this.#allTags.has(tag)) this.#tags[source].add(tag);
    }
    const passedOver = Math.max(0, this.#settled[source] - this.#told[source]);
    this.#told[source] += figures.length;
    return figures.slice(passedOver);
  }

  /** Those of the first names that came, as many as a run may have. */
  #known(source: FigureSource, figures: readonly Figure[]): readonly Figure[] {
    const known = figures.filter(({ tag }) => this.#tags[source].has(tag));
    if (known.length < figures.length && !this.#hasWarned) {
      this.#warn(`Only the first ${mostFigureTags} names of figures are kept.`);
      this.#hasWarned = true;
    }
    return known;
  }
}

function figuresOf(source: FigureSource, figures: readonly Figure[], isToldAgain: boolean): ProgramNews[] {
  return figures.length === 0 ? [] : [{ kind: 'figures', source, figures, isToldAgain }];
}
