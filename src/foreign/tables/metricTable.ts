// MetricTable: a table whose columns are figures, a row a step: the metrics.csv of PyTorch Lightning's CSVLogger.

import { ownCopy } from '../../base/ownCopy.ts';
import type { FigureBatch } from '../../runs/figureBatch.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';

const stepColumn = 'step';
const longestName = 512;

export class MetricTable {
  #columns: readonly string[] | undefined;
  #step = -1;
  /** The column of the first cell that is no number, or is missing; undefined while all are right. */
  oddColumn: string | undefined;

  /**
   * Takes a line in; the first one names the columns. Cells that are empty are no figures.
   * @param splitQuoted of `loadQuoted`; only for a line with a quotation mark
   */
  add(line: string, figures: FigureBatch, splitQuoted: SplitLine | undefined): void {
    if (line !== '') this.#add((splitQuoted ?? splitPlain)(line), figures);
  }

  #add(cells: readonly string[], figures: FigureBatch): void {
    if (this.#columns === undefined) {
      this.#columns = cells.slice(0, mostFigureTags).map(ownCopy);
      this.#step = cells.indexOf(stepColumn);
      if (this.#step < 0) this.oddColumn ??= stepColumn;
      return;
    }
    const step = numberOf(cells[this.#step] ?? '');
    if (step === undefined || !Number.isSafeInteger(step) || step < 0) {
      this.oddColumn ??= stepColumn;
      return;
    }
    // A row may be far shorter than the first one.
    for (const [place, cell] of cells.entries()) {
      const name = this.#columns[place];
      if (name === undefined) return;
      this.#addCell(name, cell, step, place, figures);
    }
  }

  #addCell(name: string, cell: string, step: number, place: number, figures: FigureBatch): void {
    if (place === this.#step || cell === '' || name === '' || name.length > longestName) return;
    const value = numberOf(cell);
    // Nothing is said of when it was measured.
    if (value !== undefined) figures.add(name, step, value, Number.NaN);
    else this.oddColumn ??= name;
  }
}

/** As Python writes numbers; undefined for what is none. */
function numberOf(cell: string): number | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  switch (cell.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case 'infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      return undefined;
  }
}

type SplitLine = (line: string) => readonly string[];

function splitPlain(line: string): readonly string[] {
  return line.split(',');
}

/** What takes lines with quotation marks apart: loaded for the few files that have any. */
export async function loadQuoted(): Promise<SplitLine> {
  const { parse } = await import('csv-parse/sync');
  return (line) => {
    try {
      const rows: unknown = parse(line, { relax_column_count: true });
      const [row = []] = Array.isArray(rows) ? rows : [];
      return Array.isArray(row) ? row.map(String) : [];
    } catch {
      return [];
    }
  };
}
