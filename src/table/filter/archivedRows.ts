// Runs that were put away: not shown but where a filter asks for them by name.

import type { ColumnNames } from '../columnNames.ts';
import type { RunRow } from '../runRow.ts';
import type { Filter } from './filterSyntax.ts';

export function isArchived({ cells }: RunRow): boolean {
  return cells.get('archived') === true;
}

/** Whether the filter says itself which of them are shown. */
export function asksForArchived(filter: Filter, names: ColumnNames): boolean {
  switch (filter.kind) {
    case 'all':
      return false;
    case 'text':
      return filter.field === undefined && filter.text.toLowerCase() === 'archived';
    case 'and':
    case 'or':
      return filter.parts.some((part) => asksForArchived(part, names));
    case 'not':
      return asksForArchived(filter.part, names);
    case 'has':
    case 'compare':
    case 'oneOf': {
      const named = names.find(filter.name.text);
      return named.kind === 'found' && named.column.id === 'archived';
    }
  }
}
