// Of more columns than any table has, as a stranger's runs may bring them, those that most rows have a value in.

/** Columns times rows are looked at whenever a table is made; honest runs of all tasks and algorithms have some 300. */
const most = { columns: 2000, cells: 4_000_000 };

/**
 * Names of the columns that a table has of those in `rowsOf`, which says how many rows have a value in each; of equally
 * usual ones the first.
 * @param rows of the table
 */
export function usualColumns(rowsOf: ReadonlyMap<string, number>, rows: number): ReadonlySet<string> {
  const limit = Math.min(most.columns, Math.ceil(most.cells / Math.max(1, rows)));
  if (rowsOf.size <= limit) return new Set(rowsOf.keys());
  const usual = [...rowsOf].sort(([, a], [, b]) => b - a).slice(0, limit);
  return new Set(usual.map(([name]) => name));
}
