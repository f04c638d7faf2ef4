// What a benchmark measured: rows for one table.

export interface BenchRow {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How this row's value compares with another row of its group. */
  readonly ratio?: { readonly to: string; readonly value: number };
  readonly note?: string;
}

/** The rows as a table for a terminal, one heading for each group. */
export function formatReport(rows: readonly BenchRow[]): string {
  const groups = new Set(rows.map(({ group }) => group));
  return [...groups]
    .map((group) =>
      formatGroup(
        group,
        rows.filter((row) => row.group === group),
      ),
    )
    .join('\n');
}

function formatGroup(group: string, rows: readonly BenchRow[]): string {
  const cells = rows.map(({ name, value, unit, ratio, note }) => [
    name,
    `${significant(value)} ${unit}`,
    ratio === undefined ? '' : `${significant(ratio.value)} × ${ratio.to}`,
    note ?? '',
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map(([name = '', value = '', ratio = '', note = '']) =>
    `  ${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${ratio.padEnd(widths[2] ?? 0)}  ${note}`.trimEnd(),
  );
  return [group, ...lines, ''].join('\n');
}

/** Three significant digits, without an exponent. */
function significant(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}
