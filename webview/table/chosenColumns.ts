// How a person's wishes change what is chosen: sorting, and columns shown, moved, kept and widened. Pure.

import { betterIn, type Column } from '../../src/table/columns.ts';
import { columnWidths, type SortChoice, type TableChoices } from '../../src/table/page/tableChoices.ts';
import { headColumnId } from './pageColumns.ts';

/**
 * By the column: first the way in which the best, or the smallest, stands first, then the other way, then not at all.
 *
 * @param isAdded sorted by what it was before, and where equal by this
 */
export function sortBy(choices: TableChoices, column: Column, isAdded: boolean): TableChoices {
  const first = betterIn(column) === 'higher' || column.kind === 'date' ? 'descending' : 'ascending';
  const known = choices.sort.find((key) => key.column === column.id);
  const next: SortChoice | undefined =
    known === undefined
      ? { column: column.id, direction: first }
      : known.direction === first
        ? { column: column.id, direction: first === 'ascending' ? 'descending' : 'ascending' }
        : undefined;
  if (!isAdded) return { ...choices, sort: next === undefined ? [] : [next] };
  const kept = choices.sort.flatMap((key) => (key.column === column.id ? (next ?? []) : key));
  return { ...choices, sort: known === undefined && next !== undefined ? [...kept, next] : kept };
}

/** @param shown ids of the columns shown, as they stand */
export function showColumn(
  choices: TableChoices,
  shown: readonly string[],
  id: string,
  isShown: boolean,
): TableChoices {
  if (id === headColumnId) return choices;
  const others = shown.filter((other) => other !== id);
  return { ...choices, columns: isShown ? [...others, id] : others };
}

/** So that it stands where `place` does, which makes room. The first column stays first. */
export function moveColumn(choices: TableChoices, shown: readonly string[], id: string, place: string): TableChoices {
  const [from, to] = [shown.indexOf(id), shown.indexOf(place)];
  if (from < 0 || to < 0 || from === to || id === headColumnId || place === headColumnId) return choices;
  const others = shown.filter((other) => other !== id);
  const isPinned = (column: string) => choices.pinned.includes(column);
  // A column that is dragged among those that stay, stays too.
  const pinned = isPinned(place)
    ? insertAt(
        choices.pinned.filter((other) => other !== id),
        choices.pinned.indexOf(place),
        id,
      )
    : choices.pinned.filter((other) => other !== id);
  return { ...choices, columns: insertAt(others, to, id), pinned };
}

export function moveColumnBy(choices: TableChoices, shown: readonly string[], id: string, by: -1 | 1): TableChoices {
  const neighbour = shown[shown.indexOf(id) + by];
  return neighbour === undefined ? choices : moveColumn(choices, shown, id, neighbour);
}

function insertAt(ids: readonly string[], place: number, id: string): readonly string[] {
  return [...ids.slice(0, place), id, ...ids.slice(place)];
}

export function pinColumn(choices: TableChoices, id: string, isPinned: boolean): TableChoices {
  if (id === headColumnId) return choices;
  const others = choices.pinned.filter((other) => other !== id);
  return { ...choices, pinned: isPinned ? [...others, id] : others };
}

/** @param width in pixels; null: as wide as its content */
export function widenColumn(choices: TableChoices, id: string, width: number | null): TableChoices {
  const { [id]: _, ...others } = choices.widths;
  if (width === null) return { ...choices, widths: others };
  const within = Math.round(Math.max(columnWidths.least, Math.min(columnWidths.most, width)));
  return { ...choices, widths: { ...others, [id]: within } };
}
