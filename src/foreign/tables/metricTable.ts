// MetricTable: a table whose columns are figures, a row a step: the metrics.csv of PyTorch Lightning's CSVLogger.

import type { FigureBatch } from '../../runs/figureBatch.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';

const stepColumn = 'step';
const longestName = 512;

export class MetricTable {
  #columns: readonly string[] | undefined;
  #step = -1;
  /** The column of the first cell that is no number, or is missing; undefined while all are right. */
  oddColumn: string | undefined;

  /** Takes lines in, the first of which names the columns. Cells that are empty are no figures. */
  async addAll(lines: readonly string[], figures: FigureBatch): Promise<void> {
    const splitQuoted = lines.some((line) => line.includes('"')) ? await loadQuoted() : splitPlain;
    for (const line of lines)
      if (line !== '') this.#add(line.includes('"') ? splitQuoted(line) : splitPlain(line), figures);
  }

  #add(cells: readonly string[], figures: FigureBatch): void {
    if (this.#columns === undefined) {
      this.#columns = cells.slice(0, mostFigureTags);
      this.#step = cells.indexOf(stepColumn);
      if (this.#step < 0) this.oddColumn ??= stepColumn;
      return;
    }
    const step = numberOf(cells[this.#step] ?? '');
    if (step === undefined || !Number.isSafeInteger(step) || step < 0) {
      this.oddColumn ??= stepColumn;
      return;
    }
    for (const [place, name] of this.#columns.entries()) this.#addCell(name, cells[place] ?? '', step, place, figures);
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

function splitPlain(line: string): readonly string[] {
  return line.split(',');
}

/** Loaded for the few lines that need it. */
async function loadQuoted(): Promise<(line: string) => readonly string[]> {
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
