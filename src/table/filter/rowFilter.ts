// A filter from its text to the rows that it shows.

import { ColumnNames } from '../columnNames.ts';
import type { Column } from '../columns.ts';
import { type CompiledFilter, compileFilter } from './compileFilter.ts';
import { parseFilter } from './parseFilter.ts';

/** @param columns of all rows, shown or not: what only rows have that are not shown has a name, too */
export function readFilter(text: string, columns: readonly Column[], now: Date = new Date()): CompiledFilter {
  const parsed = parseFilter(text);
  return parsed.kind === 'refused' ? parsed : compileFilter(parsed.filter, new ColumnNames(columns), now);
}
