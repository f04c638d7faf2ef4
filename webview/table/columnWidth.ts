// How wide a column is by itself: as its head and what stands in its first cells.

import type { Column } from '../../src/table/columns.ts';
import { namesBeside } from '../../src/table/ownLabel.ts';
import type { TableView } from '../../src/table/tableView.ts';
import { translate } from '../translate.ts';
import { type CellView, viewCell } from './cellView.ts';
import { courseColumn, headColumnId } from './pageColumns.ts';
import { type Line, runLine } from './shownTable.ts';

/** Of these many lines the cells are measured: the width of very many is that of the first. */
const mostMeasured = 60;
/** Of the page, in pixels. */
export interface Measures {
  /** A letter's width, on the average. */
  readonly letter: number;
  /** More is not given to the column that always stays. */
  readonly mostOfHead: number;
}

/** In pixels: around a cell's words, and of what is drawn beside them. */
const sizes = { padding: 20, icon: 22, dot: 14, bar: 54, course: 104 };
/** In pixels. */
const bounds = { least: 56, most: 340, leastOfGroups: 190 };

/** In pixels. */
export function automaticWidth(column: Column, view: TableView, measures: Measures): number {
  if (column.id === courseColumn.id) return sizes.course;
  const lines = firstLines(view);
  const grouping = view.kind === 'groups' ? view.grouping : undefined;
  const cells = lines.map((line) => widthOfCell(viewCell(line, column, grouping), measures));
  const head = translate(column.title).length * measures.letter + sizes.icon;
  const widest = sizes.padding + Math.max(head, ...cells);
  if (column.id !== headColumnId) return Math.round(Math.max(bounds.least, Math.min(bounds.most, widest)));
  // Runs that come to stand beneath their group have names, too.
  const least = view.kind === 'groups' ? bounds.leastOfGroups : bounds.least;
  return Math.round(Math.min(measures.mostOfHead, Math.max(least, widest)));
}

function firstLines(view: TableView): readonly Line[] {
  if (view.kind === 'runs') {
    const nameOf = namesBeside(view.rows);
    return view.rows.slice(0, mostMeasured).map((row) => runLine(row, nameOf(row)));
  }
  return view.rows
    .slice(0, mostMeasured)
    .map((folded) => ({ kind: 'group', key: folded.group.key, folded, isExpanded: false }) as const);
}

function widthOfCell(cell: CellView, { letter }: Measures): number {
  switch (cell.kind) {
    case 'empty':
      return 0;
    case 'text':
      return letter * (cell.text.length + (cell.note === '' ? 0 : cell.note.length + 1));
    case 'state':
      return sizes.icon + letter * cell.word.length;
    case 'progress':
      return sizes.bar + letter * cell.text.length;
    case 'texts':
      return cell.texts.reduce((width, text) => width + letter * text.length + sizes.padding, 0);
    case 'course':
      return sizes.course;
    case 'run':
      return sizes.dot + letter * cell.name.length;
    case 'group':
      return sizes.icon + letter * (cell.name.length + String(cell.runs).length + 7);
  }
}
