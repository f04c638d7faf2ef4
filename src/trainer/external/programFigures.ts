// All figures that a program writes into its folder, as JSON lines or as TensorBoard event files, as they come.

import type { LogReader } from '../../foreign/logReader.ts';
import { openTensorBoardLog } from '../../foreign/tensorBoard/tensorBoardLog.ts';
import type { EventUpdate } from '../../runs/eventUpdate.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import { describeNotice } from '../../runs/runNotice.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';
import { untranslated } from '../../words/translate.ts';
import { MetricFile } from './metricFile.ts';

/** Figures, or that those from a step on do not count any more: another process of the program has taken over. */
export type ProgramNews =
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  | { readonly kind: 'withdrawn'; readonly fromIteration: number };

export class ProgramFigures {
  readonly #lines: MetricFile;
  readonly #events: LogReader;
  readonly #warn: (message: string) => void;
  readonly #tags = new Set<string>();
  #hasWarned = false;

  /** `warn` hears what of the files cannot be used. */
  constructor(
    { folder, metrics }: { readonly folder: string; readonly metrics: string },
    warn: (message: string) => void,
  ) {
    this.#warn = warn;
    this.#lines = new MetricFile(metrics, warn);
    this.#events = openTensorBoardLog(folder);
  }

  /** What came since the last call, in the order of each file; of JSON lines perhaps not all of it yet. */
  async readNew(): Promise<readonly ProgramNews[]> {
    const news: ProgramNews[] = [];
    const lines = this.#known(await this.#lines.readNew());
    if (lines.length > 0) news.push({ kind: 'figures', figures: lines });
    await this.#events.read((updates) => {
      for (const update of updates) news.push(...this.#newsOf(update));
    });
    return news;
  }

  #newsOf(update: EventUpdate): readonly ProgramNews[] {
    switch (update.kind) {
      case 'figures':
        return [{ kind: 'figures', figures: this.#known([...update.figures]) }];
      case 'withdrawn':
        return [{ kind: 'withdrawn', fromIteration: update.fromIteration }];
      case 'restarted':
        return [{ kind: 'withdrawn', fromIteration: 0 }];
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

  /** Those of the first names that came, as many as a run may have. */
  #known(figures: readonly Figure[]): readonly Figure[] {
    return figures.filter(({ tag }) => {
      if (this.#tags.has(tag)) return true;
      if (this.#tags.size >= mostFigureTags) {
        if (!this.#hasWarned) this.#warn(`Only the first ${mostFigureTags} names of figures are kept.`);
        this.#hasWarned = true;
        return false;
      }
      this.#tags.add(tag);
      return true;
    });
  }
}
