// What is to be seen of the model, made anew only where what it is made from is another: ten thousand rows are not
// sorted again because the mouse moved.

import type { Column } from '../../src/table/columns.ts';
import { bestRows } from '../../src/table/copy/bestRows.ts';
import type { RowTest } from '../../src/table/filter/compileFilter.ts';
import type { FilterProblem } from '../../src/table/filter/filterProblem.ts';
import type { FoldedRow } from '../../src/table/foldRows.ts';
import type { TableChoices } from '../../src/table/page/tableChoices.ts';
import type { RunRow } from '../../src/table/runRow.ts';
import type { TableView } from '../../src/table/tableView.ts';
import { type LaidColumn, layColumns } from './columnLayout.ts';
import { automaticWidth, type Measures } from './columnWidth.ts';
import type { TableModel } from './model.ts';
import { headColumnId } from './pageColumns.ts';
import { type ChosenView, chooseView, countRuns, type Line, linesOf, readFilterText } from './shownTable.ts';
import type { TableData } from './tableData.ts';

export interface Showing {
  readonly data: TableData;
  readonly view: TableView;
  readonly columns: readonly LaidColumn[];
  readonly lines: readonly Line[];
  /** Of all lines. */
  readonly keys: readonly string[];
  /** Runs that the filter lets through. */
  readonly runs: number;
  /** What is wrong with the filter as it is typed. */
  readonly problem: FilterProblem | undefined;
  /** Whether the run or group of the line is among the best in the column; runs beneath their group never are. */
  readonly isBest: (line: Line, column: Column) => boolean;
}

/** Undefined until there is something to be seen. */
export function createShowing(measures: Measures): (model: TableModel) => Showing | undefined {
  const readTyped = remember(readFilterText);
  const readChosen = remember(readFilterText);
  const viewOf = remember(
    (data: TableData, matches: RowTest | undefined, ...[columns, sort, grouping]: ViewInputs): ChosenView =>
      chooseView(data, { columns, sort, grouping }, matches),
  );
  const ofLines = remember((chosen: ChosenView, expanded: ReadonlySet<string>, data: TableData) => {
    const lines = linesOf(chosen, expanded, data);
    return { lines, keys: lines.map(({ key }) => key) };
  });
  const ofView = remember((chosen: ChosenView) => ({ runs: countRuns(chosen), isBest: createBest(chosen.view) }));
  const widthOf = createWidths(measures);
  const laid = remember((chosen: ChosenView, pinned: readonly string[], widths: TableChoices['widths']) =>
    layColumns(chosen.columns, { pinned: [headColumnId, ...pinned], widths }, (column) => widthOf(column, chosen.view)),
  );
  return ({ data, choices, filterText, expanded }) => {
    if (data === null) return undefined;
    const typed = readTyped(filterText, data);
    const reading = typed.kind === 'ready' ? typed : readChosen(choices.filter, data);
    const matches = reading.kind === 'ready' ? reading.matches : undefined;
    const chosen = viewOf(data, matches, choices.columns, choices.sort, choices.grouping);
    return {
      data,
      view: chosen.view,
      columns: laid(chosen, choices.pinned, choices.widths),
      ...ofLines(chosen, expanded, data),
      ...ofView(chosen),
      problem: typed.kind === 'refused' ? typed.problem : undefined,
    };
  };
}

type ViewInputs = [TableChoices['columns'], TableChoices['sort'], TableChoices['grouping']];

/** The same as long as what it is asked with is. */
function remember<Inputs extends readonly unknown[], Result>(
  make: (...inputs: Inputs) => Result,
): (...inputs: Inputs) => Result {
  let known: { readonly inputs: Inputs; readonly result: Result } | undefined;
  return (...inputs) => {
    const isKnown = known !== undefined && inputs.every((input, place) => input === known?.inputs[place]);
    if (known === undefined || !isKnown) known = { inputs, result: make(...inputs) };
    return known.result;
  };
}

function createBest(view: TableView): Showing['isBest'] {
  const places = new Map<RunRow | FoldedRow, number>(view.rows.map((row, place) => [row, place]));
  const known = new Map<Column, ReadonlySet<number>>();
  return (line, column) => {
    if (line.kind === 'run' && line.isMember) return false;
    const best = known.get(column) ?? bestRows(view, column);
    known.set(column, best);
    return best.has(places.get(line.kind === 'run' ? line.row : line.folded) ?? -1);
  };
}

/** Columns do not grow narrower again while somebody looks at them. */
function createWidths(measures: Measures): (column: Column, view: TableView) => number {
  const known = new Map<string, number>();
  return (column, view) => {
    const key = `${view.kind} ${column.id}`;
    const width = Math.max(known.get(key) ?? 0, automaticWidth(column, view, measures));
    known.set(key, width);
    return width;
  };
}
