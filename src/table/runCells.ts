// The cells of a run's row, each read from what is known of the run when somebody asks: of ten thousand rows few are
// shown, and what all of them hold would lie in memory a second time.

import { isLogState } from '../runs/runState.ts';
import type { Translate } from '../words/translate.ts';
import type { CellValue } from './cells.ts';
import type { Column } from './columns.ts';
import { ReadMap } from './readMap.ts';
import { type ReadableRun, type ReadColumn, runColumns } from './runColumns.ts';

/** What was measured of the run, in columns that other runs need not have. */
export interface MeasuredCell {
  readonly column: Column;
  readonly figure: CellValue;
}

const readers: ReadonlyMap<string, ReadColumn> = new Map(runColumns.map((read) => [read.column.id, read]));

/** By the columns' ids, all but parameters. */
export class CellsOfRun extends ReadMap<CellValue> {
  readonly #run: ReadableRun;
  readonly #measured: readonly MeasuredCell[];
  readonly #translate: Translate;

  constructor(run: ReadableRun, measured: readonly MeasuredCell[], translate: Translate) {
    super();
    this.#run = run;
    this.#measured = measured;
    this.#translate = translate;
  }

  get(id: string): CellValue | undefined {
    const reader = readers.get(id);
    if (reader !== undefined) return this.#read(reader);
    return this.#measured.find(({ column }) => column.id === id)?.figure;
  }

  forEach(visit: (value: CellValue, id: string, map: ReadonlyMap<string, CellValue>) => void): void {
    for (const reader of runColumns) {
      const value = this.#read(reader);
      if (value !== undefined) visit(value, reader.column.id, this);
    }
    for (const { column, figure } of this.#measured) visit(figure, column.id, this);
  }

  #read({ column, read }: ReadColumn): CellValue | undefined {
    if (isLogState(this.#run.state) && isKnownOfOursAlone(column)) return undefined;
    return read(this.#run, this.#translate);
  }
}

/** What a log of another program does not say. */
function isKnownOfOursAlone({ id, section }: Column): boolean {
  return id === 'duration' || (section === 'machine' && id !== 'directory' && id !== 'disk');
}
