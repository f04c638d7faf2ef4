// Menus over the table: of a column, of the lines that are selected, of copies.

import type { Column } from '../../src/table/columns.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import { translate } from '../translate.ts';
import { columnList } from './columnList.ts';
import { nameCopy } from './copies.ts';
import { wordOf } from './groupings.ts';
import type { ColumnAction, Popup, TableModel } from './model.ts';
import { courseColumn, headColumnId } from './pageColumns.ts';
import { closeWhenLeft } from './popups.ts';
import { offeredActions } from './runActions.ts';
import type { Showing } from './showing.ts';
import { directoriesOf } from './shownTable.ts';
import type { TableContext } from './tableContext.ts';

interface MenuItem {
  readonly text: string;
  /** Whether it is so already; undefined for what is no state. */
  readonly isChecked?: boolean;
  readonly onChoose: () => void;
}

type MenuEntry = MenuItem | 'line';

export function drawPopup(popup: Popup, showing: Showing, model: TableModel, context: TableContext): TemplateResult {
  const { of, left, top } = popup;
  const room = of.kind === 'columns' ? 312 : 260;
  const place = `left: max(4px, min(${left}px, calc(100vw - ${room}px))); top: min(${top}px, calc(100vh - 60px)); max-height: calc(100vh - ${Math.max(0, Math.min(top, 400))}px - 12px)`;
  switch (of.kind) {
    case 'column':
      return menu(translate('Column'), columnItems(of.id, showing, model, context), place, context);
    case 'lines':
      return menu(translate('Runs'), lineItems(showing, model, context), place, context);
    case 'copy':
      return menu(translate('Copy'), copyItems(context), place, context);
    case 'columns':
      return columnList(showing, model, place, context);
  }
}

function menu(label: string, entries: readonly MenuEntry[], place: string, context: TableContext): TemplateResult {
  return html`
    <div class="popup menu" role="menu" aria-label=${label} .style=${place}
      @keydown=${(event: KeyboardEvent) => pressKey(event, context)} @focusout=${(event: FocusEvent) => closeWhenLeft(event, context)}>
      ${entries.map((entry) => (entry === 'line' ? html`<div class="menu-line" role="separator"></div>` : menuItem(entry, context)))}
    </div>`;
}

function menuItem({ text, isChecked, onChoose }: MenuItem, context: TableContext): TemplateResult {
  const choose = (): void => {
    context.closePopup();
    onChoose();
  };
  return html`
    <button type="button" class="menu-item" tabindex="-1" role=${isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked=${isChecked ?? nothing} @click=${choose}>
      <span class="menu-mark">${isChecked === true ? icon('check') : nothing}</span>${text}
    </button>`;
}

function columnItems(id: string, showing: Showing, { choices }: TableModel, context: TableContext): MenuEntry[] {
  const column = showing.columns.find((laid) => laid.column.id === id)?.column;
  if (column === undefined) return [];
  const shown = showing.columns.map((laid) => laid.column.id);
  const change = (action: ColumnAction): void => context.dispatch({ kind: 'column', change: action });
  const grouping = { by: column.kind === 'date' ? 'day' : 'column', column: id } as const;
  const isGrouped = wordOf(choices.grouping) === wordOf(grouping);
  const ofHead: readonly MenuEntry[] = [
    { text: translate('Choose Columns…'), onChoose: () => openColumns(id, context) },
    {
      text: translate('Columns That Differ'),
      isChecked: choices.columns === null,
      onChoose: () => change({ kind: 'reset' }),
    },
  ];
  const isPinned = choices.pinned.includes(id);
  if (id === headColumnId) return [...ofHead];
  return [
    ...(column.id === courseColumn.id ? [] : sortItems(column, change)),
    {
      text: column.kind === 'date' ? translate('Group by Day') : translate('Group by This'),
      isChecked: isGrouped,
      onChoose: () => context.dispatch({ kind: 'group', grouping: isGrouped ? { by: 'nothing' } : grouping }),
    },
    'line',
    {
      text: translate('Keep in View'),
      isChecked: isPinned,
      onChoose: () => change({ kind: 'pin', id, isPinned: !isPinned }),
    },
    { text: translate('Move Left'), onChoose: () => change({ kind: 'moveBy', id, by: -1, shown }) },
    { text: translate('Move Right'), onChoose: () => change({ kind: 'moveBy', id, by: 1, shown }) },
    { text: translate('Width of Its Content'), onChoose: () => change({ kind: 'widen', id, width: null }) },
    { text: translate('Hide'), onChoose: () => change({ kind: 'show', id, isShown: false, shown }) },
    'line',
    ...ofHead,
  ];
}

function sortItems(column: Column, change: (action: ColumnAction) => void): MenuEntry[] {
  return [
    { text: translate('Sort'), onChoose: () => change({ kind: 'sort', column, isAdded: false }) },
    { text: translate('Sort Besides'), onChoose: () => change({ kind: 'sort', column, isAdded: true }) },
  ];
}

function openColumns(id: string, context: TableContext): void {
  const head = [...document.querySelectorAll<HTMLElement>('.head-cell')].find(({ dataset }) => dataset.column === id);
  context.openPopup({ kind: 'columns' }, head ?? { left: 40, top: 40 });
}

function lineItems(showing: Showing, { selection }: TableModel, context: TableContext): MenuEntry[] {
  const selected = showing.lines.filter(({ key }) => selection.selected.has(key));
  const rows = directoriesOf(selected).flatMap((directory) => showing.data.byDirectory.get(directory) ?? []);
  const actions = offeredActions(rows).flatMap(({ action, text, directories }): MenuEntry[] => [
    // So that nobody deletes who meant the entry above.
    ...(action === 'delete' ? (['line'] as const) : []),
    {
      text: rows.length > 1 ? `${text} (${directories.length})` : text,
      onChoose: () => context.act(action),
    },
  ]);
  return [...actions, ...(actions.length > 0 ? (['line'] as const) : []), ...copyItems(context)];
}

function copyItems(context: TableContext): MenuEntry[] {
  return [
    ...(['tsv', 'markdown', 'latex'] as const).map((format) => ({
      text: nameCopy(format),
      onChoose: () => context.copy(format),
    })),
    { text: translate('Save as CSV…'), onChoose: () => context.saveCsv() },
  ];
}

function pressKey(event: KeyboardEvent, context: TableContext): void {
  const { key, currentTarget } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const items = [...currentTarget.querySelectorAll<HTMLElement>('.menu-item')];
  const at = document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
  switch (key) {
    case 'ArrowDown':
      items[(at + 1) % items.length]?.focus();
      break;
    case 'ArrowUp':
      items[(at - 1 + items.length) % items.length]?.focus();
      break;
    case 'Home':
      items[0]?.focus();
      break;
    case 'End':
      items.at(-1)?.focus();
      break;
    case 'Escape':
    case 'Tab':
      context.closePopup();
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}
