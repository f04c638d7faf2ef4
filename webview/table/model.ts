// The page's model and its one reducer: what the host said and what the person did. Pure, without DOM.

import type { Column } from '../../src/table/columns.ts';
import { firstChoices, type TableChoices } from '../../src/table/page/tableChoices.ts';
import type { CourseOfRun, TableHostMessage, ViewsOfWorkspace } from '../../src/table/page/tableMessages.ts';
import { moveColumn, moveColumnBy, pinColumn, showColumn, sortBy, widenColumn } from './chosenColumns.ts';
import { type Gesture, nothingSelected, type Selection, select } from './selection.ts';
import { readFilterText } from './shownTable.ts';
import { changeData, dataOf, type TableData } from './tableData.ts';

/** What lies over the table until something is chosen in it, where it begins, in pixels of the window. */
export interface Popup {
  readonly of: PopupKind;
  readonly left: number;
  readonly top: number;
}

export type PopupKind =
  | { readonly kind: 'column'; readonly id: string }
  | { readonly kind: 'lines' }
  | { readonly kind: 'columns' }
  | { readonly kind: 'copy' };

/** Words that may come next in the filter. */
interface Completing {
  /** Of the cursor, in UTF-16 units. */
  readonly offset: number;
  /** The place of the word that the keyboard is at; null before it has moved. */
  readonly picked: number | null;
}

export interface TableModel {
  /** Null until the host has said which runs there are. */
  readonly data: TableData | null;
  readonly choices: TableChoices;
  readonly views: ViewsOfWorkspace;
  /** As it is typed. While nobody can make sense of it, the last one that made sense is the choice. */
  readonly filterText: string;
  readonly completing: Completing | null;
  readonly selection: Selection;
  /** Keys of the groups whose runs are shown. */
  readonly expanded: ReadonlySet<string>;
  readonly courses: ReadonlyMap<string, CourseOfRun>;
  readonly popup: Popup | null;
  /** The last thing that people who cannot see the page were told. */
  readonly spoken: string;
}

/** @param shown ids of the columns shown, as they stand */
export type ColumnAction =
  | { readonly kind: 'sort'; readonly column: Column; readonly isAdded: boolean }
  | { readonly kind: 'show'; readonly id: string; readonly isShown: boolean; readonly shown: readonly string[] }
  | { readonly kind: 'moveTo'; readonly id: string; readonly place: string; readonly shown: readonly string[] }
  | { readonly kind: 'moveBy'; readonly id: string; readonly by: -1 | 1; readonly shown: readonly string[] }
  | { readonly kind: 'pin'; readonly id: string; readonly isPinned: boolean }
  | { readonly kind: 'widen'; readonly id: string; readonly width: number | null }
  | { readonly kind: 'reset' };

export type TableAction =
  | TableHostMessage
  | { readonly kind: 'type'; readonly text: string; readonly completing: Completing | null }
  | { readonly kind: 'complete'; readonly completing: Completing | null }
  | { readonly kind: 'column'; readonly change: ColumnAction }
  | { readonly kind: 'group'; readonly grouping: TableChoices['grouping'] }
  /** @param keys of all lines, in their order */
  | { readonly kind: 'select'; readonly gesture: Gesture; readonly keys: readonly string[] }
  | { readonly kind: 'expand'; readonly key: string; readonly isExpanded: boolean }
  | { readonly kind: 'popup'; readonly popup: Popup | null }
  | { readonly kind: 'say'; readonly text: string };

export const initialModel: TableModel = {
  data: null,
  choices: firstChoices,
  views: { names: [], current: null },
  filterText: '',
  completing: null,
  selection: nothingSelected,
  expanded: new Set(),
  courses: new Map(),
  popup: null,
  spoken: '',
};

/** Returns the same model when nothing changes. */
export function reduce(model: TableModel, action: TableAction): TableModel {
  switch (action.kind) {
    case 'rows': {
      const { rows, leftOut, choices, views } = action;
      return { ...model, data: dataOf(rows, leftOut), choices, views, filterText: choices.filter };
    }
    case 'changed':
      return model.data === null ? model : { ...model, data: changeData(model.data, action) };
    case 'choices':
      return { ...model, choices: action.choices, views: action.views, filterText: action.choices.filter };
    case 'views':
      return { ...model, views: action.views };
    case 'courses':
      return { ...model, courses: addCourses(model.courses, action.courses) };
    case 'type':
      return takeFilter({ ...model, filterText: action.text, completing: action.completing });
    case 'complete':
      return { ...model, completing: action.completing };
    case 'column':
      return { ...model, choices: changeColumns(model.choices, action.change) };
    case 'group':
      return { ...model, choices: { ...model.choices, grouping: action.grouping }, selection: nothingSelected };
    case 'select':
      return { ...model, selection: select(model.selection, action.gesture, action.keys) };
    case 'expand':
      return { ...model, expanded: withOrWithout(model.expanded, action.key, action.isExpanded) };
    case 'popup':
      return model.popup === action.popup ? model : { ...model, popup: action.popup };
    case 'say':
      return { ...model, spoken: model.spoken === action.text ? `${action.text}\u00a0` : action.text };
  }
}

function takeFilter(model: TableModel): TableModel {
  const { data, filterText, choices } = model;
  if (data === null || filterText === choices.filter) return model;
  const isUnderstood = readFilterText(filterText, data).kind === 'ready';
  return isUnderstood ? { ...model, choices: { ...choices, filter: filterText } } : model;
}

function changeColumns(choices: TableChoices, change: ColumnAction): TableChoices {
  switch (change.kind) {
    case 'sort':
      return sortBy(choices, change.column, change.isAdded);
    case 'show':
      return showColumn(choices, change.shown, change.id, change.isShown);
    case 'moveTo':
      return moveColumn(choices, change.shown, change.id, change.place);
    case 'moveBy':
      return moveColumnBy(choices, change.shown, change.id, change.by);
    case 'pin':
      return pinColumn(choices, change.id, change.isPinned);
    case 'widen':
      return widenColumn(choices, change.id, change.width);
    case 'reset':
      return { ...choices, columns: null, pinned: firstChoices.pinned, widths: {} };
  }
}

/** More are forgotten, those first that came first: they are asked for again when they can be seen. */
const mostCourses = 2000;

function addCourses(
  known: ReadonlyMap<string, CourseOfRun>,
  courses: readonly CourseOfRun[],
): ReadonlyMap<string, CourseOfRun> {
  const all = new Map(known);
  for (const course of courses) {
    all.delete(course.directory);
    all.set(course.directory, course);
  }
  const surplus = Math.max(0, all.size - mostCourses);
  for (const directory of [...all.keys()].slice(0, surplus)) all.delete(directory);
  return all;
}

function withOrWithout(set: ReadonlySet<string>, key: string, isIn: boolean): ReadonlySet<string> {
  const changed = new Set(set);
  if (isIn) changed.add(key);
  else changed.delete(key);
  return changed;
}
