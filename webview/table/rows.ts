// Lines of the table on the page: those that can be seen, and a few around them.

import type { VirtualItem } from '@tanstack/virtual-core';
import { guard, html, nothing, repeat, type TemplateResult } from '../html.ts';
import { drawCell } from './cells.ts';
import { viewCell } from './cellView.ts';
import type { LaidColumn } from './columnLayout.ts';
import type { TableModel } from './model.ts';
import { headColumnId, isNumbers } from './pageColumns.ts';
import type { Showing } from './showing.ts';
import type { ColumnSpan } from './shownColumns.ts';
import type { Line } from './shownTable.ts';
import type { TableContext } from './tableContext.ts';

/** Of the line's element, by which the grid says where the keyboard is. */
export function lineId(place: number): string {
  return `line-${place}`;
}

/** @param spans what each line has cells for */
export function drawRows(
  showing: Showing,
  items: readonly VirtualItem[],
  spans: readonly ColumnSpan[],
  model: TableModel,
  context: TableContext,
): unknown {
  const seen = items.flatMap((item) => {
    const line = showing.lines[item.index];
    return line === undefined ? [] : [{ ...item, line }];
  });
  // A line that is seen still keeps its element: after a step only the one that comes is drawn.
  const keyOfLine = ({ line }: (typeof seen)[number]) => line.key;
  return repeat(seen, keyOfLine, ({ line, index, start }) =>
    drawLine(line, index, start, spans, showing, model, context),
  );
}

function drawLine(
  line: Line,
  place: number,
  top: number,
  spans: readonly ColumnSpan[],
  showing: Showing,
  { selection, courses }: TableModel,
  context: TableContext,
): TemplateResult {
  const isSelected = selection.selected.has(line.key);
  const classes = [
    'line',
    line.kind,
    ...(isSelected ? ['selected'] : []),
    ...(selection.active === line.key ? ['active'] : []),
  ];
  const isGrouped = showing.view.kind === 'groups';
  const level = isGrouped ? (line.kind === 'group' ? 1 : 2) : nothing;
  const course = line.kind === 'run' ? courses.get(line.key) : undefined;
  return html`
    <div id=${lineId(place)} class=${classes.join(' ')} role="row" aria-rowindex=${place + 2} aria-selected=${isSelected}
      aria-level=${level} aria-expanded=${line.kind === 'group' ? line.isExpanded : nothing}
      .style=${`transform: translateY(${top}px)`}
      @mousedown=${(event: MouseEvent) => point(event, line, showing, context)}
      @dblclick=${() => openLine(line, context)}
      @contextmenu=${(event: MouseEvent) => openMenu(event, line, selection.selected, showing, context)}>
      ${guard([line, course, spans, showing.view, showing.isBest], () =>
        repeat(spans, keyOf, (span) =>
          span.kind === 'room'
            ? html`<div role="presentation"></div>`
            : drawCellOf(span.laid, span.place, line, course, showing),
        ),
      )}
    </div>`;
}

/** A cell that is seen still stays as it is: only those that come and go are drawn. */
function keyOf(span: ColumnSpan): string {
  return span.kind === 'column' ? span.laid.column.id : span.side;
}

function drawCellOf(
  { column, pinnedAt }: LaidColumn,
  place: number,
  line: Line,
  course: Parameters<typeof drawCell>[1],
  { view, isBest }: Showing,
): TemplateResult {
  const cell = viewCell(line, column, view.kind === 'groups' ? view.grouping : undefined);
  const classes = [
    'cell',
    ...(isNumbers(column) && cell.kind === 'text' ? ['number'] : []),
    ...(pinnedAt === null ? [] : ['pinned']),
    ...(cell.kind === 'text' && isBest(line, column) ? ['best'] : []),
  ];
  return html`<div class=${classes.join(' ')} role=${column.id === headColumnId ? 'rowheader' : 'gridcell'} aria-colindex=${place + 1} .style=${pinnedAt === null ? '' : `left: ${pinnedAt}px`}>${drawCell(cell, course)}</div>`;
}

function point(event: MouseEvent, line: Line, { keys }: Showing, context: TableContext): void {
  if (event.button !== 0) return;
  const holding = event.shiftKey ? 'shift' : event.ctrlKey || event.metaKey ? 'ctrl' : 'nothing';
  const onTwistie = event.target instanceof Element && event.target.closest('.twistie') !== null;
  if (line.kind === 'group' && onTwistie)
    context.dispatch({ kind: 'expand', key: line.key, isExpanded: !line.isExpanded });
  context.dispatch({ kind: 'select', gesture: { kind: 'point', key: line.key, holding }, keys });
}

/** A run's panel, or the runs of a group. */
export function openLine(line: Line, { dispatch, post }: TableContext): void {
  if (line.kind === 'run') post({ kind: 'act', action: 'open', directories: [line.key] });
  else dispatch({ kind: 'expand', key: line.key, isExpanded: !line.isExpanded });
}

/** On what is not selected the menu is about that line alone. */
function openMenu(
  event: MouseEvent,
  line: Line,
  selected: ReadonlySet<string>,
  { keys }: Showing,
  context: TableContext,
): void {
  event.preventDefault();
  if (!selected.has(line.key))
    context.dispatch({ kind: 'select', gesture: { kind: 'point', key: line.key, holding: 'nothing' }, keys });
  context.openPopup({ kind: 'lines' }, { left: event.clientX, top: event.clientY });
}
