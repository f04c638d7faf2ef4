// MetricTable: a table whose columns are figures, a row a step: the metrics.csv of PyTorch Lightning's CSVLogger, and the
// files of DVCLive.

import { ownCopy } from '../../base/ownCopy.ts';
import type { FigureBatch } from '../../runs/figureBatch.ts';
import { mostFigureTags } from '../../runs/tagTable.ts';
import type { LineFigures } from './figureFiles.ts';
import { pythonNumberOf, stepOf } from './pythonNumber.ts';
import { splitQuoted } from './quotedCells.ts';

const stepColumn = 'step';
const longestName = 512;
/** Of a table beside its columns, and of a column beside its letters. */
const [bytesOfTable, bytesOfColumn] = [200, 40];

interface TableLayout {
  readonly delimiter: ',' | '\t';
  /** The name of the figures in all columns but that of the step and of times; by default each column's own. */
  readonly name?: string;
  /** The column of times in milliseconds since 1970, where there is one. */
  readonly timeColumn?: string;
  /** Whether a column without any number is a text, which is no mistake. */
  readonly mayBeText?: boolean;
}

export class MetricTable implements LineFigures {
  readonly #layout: TableLayout;
  #columns: readonly string[] | undefined;
  #step = -1;
  #time = -1;
  #hasMetNumber = false;
  #bytesOfColumns = 0;
  /** The column of the first cell that is no number, or is missing; undefined while all are right. */
  oddColumn: string | undefined;

  constructor(layout: TableLayout = { delimiter: ',' }) {
    this.#layout = layout;
  }

  /** The names of its columns, which may have no figures. */
  get bytesHeld(): number {
    return this.#bytesOfColumns + bytesOfTable;
  }

  /** The first line names the columns. Cells that are empty are no figures. */
  add(line: string, figures: FigureBatch): void {
    if (line === '') return;
    const { delimiter } = this.#layout;
    this.#add(line.includes('"') ? splitQuoted(line, delimiter) : line.split(delimiter), figures);
  }

  #add(cells: readonly string[], figures: FigureBatch): void {
    if (this.#columns === undefined) {
      this.#columns = cells.slice(0, mostFigureTags).map(ownCopy);
      for (const column of this.#columns) this.#bytesOfColumns += bytesOfColumn + 2 * column.length;
      this.#step = cells.indexOf(stepColumn);
      this.#time = this.#layout.timeColumn === undefined ? -1 : cells.indexOf(this.#layout.timeColumn);
      if (this.#step < 0) this.oddColumn ??= stepColumn;
      return;
    }
    const step = stepOf(cells[this.#step] ?? '');
    if (step === undefined) {
      this.oddColumn ??= stepColumn;
      return;
    }
    // Most tables say nothing of when it was measured.
    const time = this.#time < 0 ? Number.NaN : (pythonNumberOf(cells[this.#time] ?? '') ?? Number.NaN) / 1000;
    // A row may be far shorter than the first one.
    for (const [place, cell] of cells.entries()) {
      const column = this.#columns[place];
      if (column === undefined) return;
      this.#addCell(column, cell, step, time, place, figures);
    }
  }

  #addCell(column: string, cell: string, step: number, time: number, place: number, figures: FigureBatch): void {
    const name = this.#layout.name ?? column;
    if (place === this.#step || place === this.#time || cell === '' || name === '' || name.length > longestName) return;
    const value = pythonNumberOf(cell);
    if (value !== undefined) {
      this.#hasMetNumber = true;
      figures.add(name, step, value, Number.isFinite(time) ? time : Number.NaN);
    } else if (this.#hasMetNumber || this.#layout.mayBeText !== true) this.oddColumn ??= name;
  }
}
