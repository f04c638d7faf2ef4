// Tables of a chart's points as CSV (RFC 4180, with plain line feeds), for the clipboard.

import { csvText } from '../src/base/webText.ts';
import { isQuantity } from '../src/experiment/quantities.ts';
import type { PublishedFigure } from '../src/experiment/schema.ts';
import type { AdaptationCurve, SeriesPoints } from '../src/panel/panelMessages.ts';

type Cell = string | number | null;

/** Rows as CSV; what is not a finite number is left empty. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${[header, ...rows].map((row) => row.map(formatCell).join(',')).join('\n')}\n`;
}

/**
 * One row for each meta-iteration at which any of the series has a point; one column each, named by its tag. Published
 * figures stand in columns of their own, the same in every row, so that they can be drawn as lines.
 */
export function seriesToCsv(series: readonly SeriesPoints[], published: readonly PublishedFigure[] = []): string {
  const rows = new Map<number, Cell[]>();
  for (const [column, points] of series.entries()) {
    for (const [index, iteration] of points.iterations.entries()) {
      const row = rows.get(iteration) ?? [iteration, ...series.map(() => null)];
      row[column + 1] = points.values[index] ?? null;
      rows.set(iteration, row);
    }
  }
  const constants = published.flatMap(({ value, ci95 = null }) => [value, ci95]);
  const ordered = [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => [...row, ...constants]);
  const publishedNames = published.flatMap(({ source }) => [`published (${source})`, `published_ci95 (${source})`]);
  return toCsv(['meta_iteration', ...series.map((points) => points.tag), ...publishedNames], ordered);
}

/** One row for each evaluation and number of inner steps; columns for each quantity that was measured. */
export function curvesToCsv(curves: readonly AdaptationCurve[]): string {
  const quantities = [...new Set(curves.flatMap(({ measured }) => Object.keys(measured)))].filter(isQuantity);
  const header = ['meta_iteration', 'inner_steps', ...quantities.flatMap((quantity) => [quantity, `${quantity}_ci95`])];
  const rows = curves.flatMap(({ iteration, steps, measured }) =>
    steps.map((step, index) => [
      iteration,
      step,
      ...quantities.flatMap((quantity) => [
        measured[quantity]?.means[index] ?? null,
        measured[quantity]?.ci95s[index] ?? null,
      ]),
    ]),
  );
  return toCsv(header, rows);
}

function formatCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return csvText(cell);
}
