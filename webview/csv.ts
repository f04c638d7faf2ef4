// Tables of a chart's points as CSV (RFC 4180, with plain line feeds), for the clipboard.

import type { AdaptationCurve, SeriesPoints } from '../src/extension/panelMessages.ts';

type Cell = string | number | null;

/** Rows as CSV; what is not a finite number is left empty. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${[header, ...rows].map((row) => row.map(formatCell).join(',')).join('\n')}\n`;
}

/** One row for each meta-iteration at which any of the series has a point; one column each, named by its tag. */
export function seriesToCsv(series: readonly SeriesPoints[]): string {
  const rows = new Map<number, Cell[]>();
  for (const [column, points] of series.entries()) {
    for (const [index, iteration] of points.iterations.entries()) {
      const row = rows.get(iteration) ?? [iteration, ...series.map(() => null)];
      row[column + 1] = points.values[index] ?? null;
      rows.set(iteration, row);
    }
  }
  const ordered = [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
  return toCsv(['meta_iteration', ...series.map((points) => points.tag)], ordered);
}

/** One row for each evaluation and number of inner steps. */
export function curvesToCsv(curves: readonly AdaptationCurve[]): string {
  const header = ['meta_iteration', 'inner_steps', 'loss', 'loss_ci95', 'accuracy', 'accuracy_ci95'];
  const rows = curves.flatMap((curve) =>
    curve.steps.map((step, index) => [
      curve.iteration,
      step,
      ...[curve.loss, curve.lossCi95, curve.accuracy, curve.accuracyCi95].map((values) => values[index] ?? null),
    ]),
  );
  return toCsv(header, rows);
}

function formatCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
