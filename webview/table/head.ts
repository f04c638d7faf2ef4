// The table's head: a button for each column that sorts by it, can be dragged to another place, and has a menu.

import { guard, html, nothing, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import { translate } from '../translate.ts';
import type { LaidColumn } from './columnLayout.ts';
import type { ColumnAction, TableModel } from './model.ts';
import { courseColumn, headColumnId, isNumbers } from './pageColumns.ts';
import type { Showing } from './showing.ts';
import type { TableContext } from './tableContext.ts';

/** By how much a key widens a column, in pixels. */
const widthStep = 16;

export function drawHead(showing: Showing, model: TableModel, context: TableContext): TemplateResult {
  const { columns, view } = showing;
  // Hundreds of cells, of which none changes while lines are scrolled.
  const cells = guard([columns, view, model.choices, context], () => {
    const shown = columns.map(({ column }) => column.id);
    return columns.map((laid, place) => drawHeadCell(laid, place, shown, showing, model, context));
  });
  return html`<div class="head" role="row" aria-rowindex="1">${cells}</div>`;
}

function drawHeadCell(
  laid: LaidColumn,
  place: number,
  shown: readonly string[],
  showing: Showing,
  { choices }: TableModel,
  context: TableContext,
): TemplateResult {
  const { column, pinnedAt } = laid;
  const change = (action: ColumnAction): void => context.dispatch({ kind: 'column', change: action });
  const isSortable = column.id !== courseColumn.id;
  const rank = choices.sort.findIndex((key) => key.column === column.id);
  const direction = choices.sort[rank]?.direction;
  const title =
    column.id === headColumnId && showing.view.kind === 'groups' ? translate('runs') : translate(column.title);
  const hint = translate(
    'Enter sorts, with Shift beside what it is sorted by. Alt and an arrow moves the column, Shift and an arrow makes it wider or narrower, Delete hides it, Alt and ↓ opens its menu.',
  );
  const sort = (event: MouseEvent): void => {
    if (isSortable) change({ kind: 'sort', column, isAdded: event.shiftKey });
  };
  const classes = ['head-cell', ...(isNumbers(column) ? ['number'] : []), ...(pinnedAt === null ? [] : ['pinned'])];
  return html`
    <div class=${classes.join(' ')} role="columnheader" aria-colindex=${place + 1} aria-sort=${direction ?? nothing}
      .style=${pinnedAt === null ? '' : `left: ${pinnedAt}px`} data-column=${column.id}
      draggable=${column.id === headColumnId ? 'false' : 'true'}
      @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(draggedColumn, column.id)}
      @dragover=${(event: DragEvent) => allowDrop(event)}
      @drop=${(event: DragEvent) => drop(event, (id) => change({ kind: 'moveTo', id, place: column.id, shown }))}
      @contextmenu=${(event: MouseEvent) => {
        event.preventDefault();
        context.openPopup({ kind: 'column', id: column.id }, { left: event.clientX, top: event.clientY });
      }}>
      <button class="head-button" type="button" title=${column.id === column.title ? hint : `${column.id}. ${hint}`}
        tabindex=${place === 0 ? '0' : '-1'} @click=${sort}
        @keydown=${(event: KeyboardEvent) => pressKey(event, laid, shown, change, context)}>
        <span class="head-title">${title}</span>
        ${direction === undefined ? nothing : icon(direction)}
        ${choices.sort.length > 1 && rank >= 0 ? html`<span class="sort-rank">${rank + 1}</span>` : nothing}
      </button>
      <span class="column-edge" title=${translate('Drag to make the column wider or narrower; double-click for the width of its content')}
        @mousedown=${(event: MouseEvent) => event.preventDefault()}
        @pointerdown=${(event: PointerEvent) => dragEdge(event, laid, change)}
        @dblclick=${() => change({ kind: 'widen', id: column.id, width: null })}></span>
    </div>`;
}

const draggedColumn = 'application/x-reptile-column';

function allowDrop(event: DragEvent): void {
  if (event.dataTransfer?.types.includes(draggedColumn) === true) event.preventDefault();
}

function drop(event: DragEvent, move: (id: string) => void): void {
  const id = event.dataTransfer?.getData(draggedColumn);
  if (id === undefined || id === '') return;
  event.preventDefault();
  move(id);
}

function pressKey(
  event: KeyboardEvent,
  { column, width }: LaidColumn,
  shown: readonly string[],
  change: (action: ColumnAction) => void,
  context: TableContext,
): void {
  const { currentTarget, key, altKey, shiftKey } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const { id } = column;
  const towards = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : undefined;
  if (towards !== undefined && altKey) change({ kind: 'moveBy', id, by: towards, shown });
  else if (towards !== undefined && shiftKey) change({ kind: 'widen', id, width: width + towards * widthStep });
  else if (towards !== undefined) focusHead(shown[shown.indexOf(id) + towards]);
  else if (key === 'Delete') {
    change({ kind: 'show', id, isShown: false, shown });
    focusHead(shown[shown.indexOf(id) - 1]);
  } else if (key === 'ContextMenu' || (key === 'F10' && shiftKey) || (key === 'ArrowDown' && altKey))
    context.openPopup({ kind: 'column', id }, currentTarget);
  else if (key === 'ArrowDown') document.querySelector<HTMLElement>('.grid')?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
  // A column that is moved keeps the keyboard.
  if (altKey && towards !== undefined) requestAnimationFrame(() => focusHead(id));
}

/** The head keeps one place among the stops of the Tab key: the first column. */
export function focusHead(id: string | undefined): void {
  if (id === undefined) return;
  for (const cell of document.querySelectorAll<HTMLElement>('.head-cell'))
    if (cell.dataset.column === id) cell.querySelector('button')?.focus();
}

function dragEdge(event: PointerEvent, { column, width }: LaidColumn, change: (action: ColumnAction) => void): void {
  const edge = event.currentTarget;
  if (!(edge instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  edge.setPointerCapture(event.pointerId);
  const from = event.clientX;
  const drag = (moved: PointerEvent): void =>
    change({ kind: 'widen', id: column.id, width: width + moved.clientX - from });
  const end = (): void => {
    edge.removeEventListener('pointermove', drag);
    edge.removeEventListener('pointerup', end);
    edge.removeEventListener('pointercancel', end);
  };
  edge.addEventListener('pointermove', drag);
  edge.addEventListener('pointerup', end);
  edge.addEventListener('pointercancel', end);
}
