// Entry of the runs table's page: messages go into the model, the model goes onto the page, at most once for each
// animation frame.

import type { Measures } from './columnWidth.ts';
import './styles/toolbar.css';
import './styles/grid.css';
import './styles/popups.css';
import type { TableAction as RunAction } from '../../src/table/page/tableMessages.ts';
import { render } from '../html.ts';
import { countOf, speakBy, translate } from '../translate.ts';
import { ColumnWindow } from './columnWindow.ts';
import { type CopyFormat, selectedView, writeCopy } from './copies.ts';
import { CourseRequests } from './courseRequests.ts';
import { focusFilter } from './filterBox.ts';
import { focusHead } from './head.ts';
import { connectHost } from './host.ts';
import { type Intent, intentOf } from './keyboard.ts';
import { initialModel, reduce, type TableAction } from './model.ts';
import { drawPage, type PageParts } from './page.ts';
import { courseColumn } from './pageColumns.ts';
import { openLine } from './rows.ts';
import { RowWindow } from './rowWindow.ts';
import { offeredActions } from './runActions.ts';
import { createShowing, type Showing } from './showing.ts';
import { directoriesOf } from './shownTable.ts';
import type { TableContext } from './tableContext.ts';

/** As many digits as letters: that is what most cells hold. */
const measuredText = '0123456789 ± 0.12 % completed';

speakBy(document.body.dataset.translations);

const host = connectHost();
const show = createShowing(measurePage());
const courses = new CourseRequests();
const rowWindow = new RowWindow(requestUpdate);
const columnWindow = new ColumnWindow(requestUpdate);
let model = initialModel;
let frameRequested = false;
let keeping: ReturnType<typeof setTimeout> | undefined;
/** What had the focus before a menu was opened. */
let opener: Element | null = null;

const context: TableContext = { dispatch, post: host.post, act, copy, saveCsv, openPopup, closePopup };
const parts: PageParts = { context, window: rowWindow, columnWindow, pressKey };

host.listen(dispatch);
document.addEventListener('mousedown', ({ target }) => {
  const isOutside = !(target instanceof Element) || target.closest('.popup') === null;
  if (model.popup !== null && isOutside) dispatch({ kind: 'popup', popup: null });
});
requestUpdate();
host.post({ kind: 'ready' });

function dispatch(action: TableAction): void {
  const before = model;
  model = reduce(before, action);
  if (model === before) return;
  if (isOfPerson(action) && model.choices !== before.choices) keepChoicesSoon();
  if (model.selection.active !== before.selection.active) revealActive();
  // Sorted and drawn once, not for each stretch of thousands of rows.
  if (!('isMoreToCome' in action && action.isMoreToCome)) requestUpdate();
}

/** While a column is dragged wider there is another choice at every move of the mouse. */
function keepChoicesSoon(): void {
  clearTimeout(keeping);
  keeping = setTimeout(() => host.post({ kind: 'choose', choices: model.choices }), 200);
}

/** What the host says is kept by it already. */
function isOfPerson({ kind }: TableAction): boolean {
  return kind === 'type' || kind === 'column' || kind === 'group';
}

function revealActive(): void {
  const { active } = model.selection;
  if (active !== null) rowWindow.reveal(show(model)?.keys.indexOf(active) ?? -1);
}

function requestUpdate(): void {
  if (frameRequested) return;
  frameRequested = true;
  requestAnimationFrame(() => {
    frameRequested = false;
    const showing = show(model);
    render(drawPage(model, showing, parts), document.body);
    rowWindow.noteDrawn();
    columnWindow.noteDrawn();
    if (showing !== undefined) askForCourses(showing);
  });
}

function askForCourses({ lines, columns }: Showing): void {
  if (!columns.some(({ column }) => column.id === courseColumn.id)) return;
  const seen = rowWindow.items(lines.length).flatMap(({ index }) => lines[index] ?? []);
  const rows = seen.flatMap((line) => (line.kind === 'run' ? [line.row] : []));
  const directories = courses.next(rows, model.courses);
  if (directories.length > 0) host.post({ kind: 'courses', directories });
}

function pressKey(event: KeyboardEvent): void {
  // Buttons within the table have keys of their own.
  if (event.target !== event.currentTarget) return;
  const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
  const intent = intentOf(press, rowWindow.linesOfPage);
  const showing = show(model);
  if (intent === undefined || showing === undefined || !carryOut(intent, showing)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** False where there is nothing to be done, and the key is the page's own. */
function carryOut(intent: Intent, showing: Showing): boolean {
  const active = showing.lines[showing.keys.indexOf(model.selection.active ?? '')];
  switch (intent.kind) {
    case 'select':
      // Above the first line stands the head.
      if (intent.gesture.kind === 'move' && intent.gesture.by === -1 && active === showing.lines[0])
        focusHead(showing.columns[0]?.column.id);
      else dispatch({ kind: 'select', gesture: intent.gesture, keys: showing.keys });
      return true;
    case 'open':
      if (active !== undefined) openLine(active, context);
      return true;
    case 'expand':
      if (active?.kind !== 'group' || active.isExpanded === intent.isExpanded) return false;
      dispatch({ kind: 'expand', key: active.key, isExpanded: intent.isExpanded });
      return true;
    case 'copy':
      copy('tsv');
      return true;
    case 'delete':
      act('delete');
      return true;
    case 'menu':
      openMenuOfLine(showing.keys.indexOf(model.selection.active ?? ''));
      return true;
    case 'filter':
      focusFilter();
      return true;
  }
}

function openMenuOfLine(place: number): void {
  const line = document.getElementById(`line-${place}`);
  if (line !== null) openPopup({ kind: 'lines' }, line);
}

function act(action: RunAction): void {
  const showing = show(model);
  if (showing === undefined) return;
  const selected = showing.lines.filter(({ key }) => model.selection.selected.has(key));
  const rows = directoriesOf(selected).flatMap((directory) => showing.data.byDirectory.get(directory) ?? []);
  const offered = offeredActions(rows).find((each) => each.action === action);
  if (offered !== undefined) host.post({ kind: 'act', action, directories: offered.directories });
}

function copy(format: Exclude<CopyFormat, 'csv'>): void {
  const showing = show(model);
  if (showing === undefined) return;
  const view = selectedView(showing.view, showing.lines, model.selection.selected);
  const done = translate('Copied {0}.', countOf('rows', view.rows.length));
  navigator.clipboard.writeText(writeCopy(view, format)).then(
    () => dispatch({ kind: 'say', text: done }),
    (error: unknown) => dispatch({ kind: 'say', text: translate('Nothing was copied: {0}', String(error)) }),
  );
}

function saveCsv(): void {
  const showing = show(model);
  if (showing === undefined) return;
  const view = selectedView(showing.view, showing.lines, model.selection.selected);
  host.post({ kind: 'saveCsv', text: writeCopy(view, 'csv') });
}

function openPopup(of: Parameters<TableContext['openPopup']>[0], at: Parameters<TableContext['openPopup']>[1]): void {
  opener = document.activeElement;
  const place = at instanceof Element ? belowOf(at) : at;
  dispatch({ kind: 'popup', popup: { of, ...place } });
  // By then it is drawn.
  requestAnimationFrame(focusPopup);
}

function focusPopup(): void {
  const first = document.querySelector<HTMLElement>('.popup .menu-item, .popup input');
  first?.focus();
}

function belowOf(element: Element): { readonly left: number; readonly top: number } {
  const { left, bottom } = element.getBoundingClientRect();
  return { left: Math.max(8, left), top: bottom + 2 };
}

function closePopup(): void {
  dispatch({ kind: 'popup', popup: null });
  if (opener instanceof HTMLElement) opener.focus();
  opener = null;
}

/** How large letters are in this window, and how much room there is. */
function measurePage(): Measures {
  const context = document.createElement('canvas').getContext('2d');
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  // Half of it is as wide as the best, which is bold.
  if (context !== null) context.font = `600 ${fontSize} ${fontFamily}`;
  const width = context?.measureText(measuredText).width ?? 0;
  return {
    letter: width > 0 ? width / measuredText.length : 7,
    mostOfHead: Math.max(120, Math.min(300, window.innerWidth / 3)),
  };
}
