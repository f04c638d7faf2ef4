// The curves of several runs in words and as a table.

import type { ChartLine } from '../../charts/chartView.ts';
import { translate } from '../../translate.ts';
import type { CurveLines } from './curveLines.ts';

/** A screen reader says no more of a chart. */
const mostSaid = 12;

/** Where each described line ends. */
export function sayLastValues(lines: readonly ChartLine[]): string {
  const said = lines.flatMap(({ describe, points }) => (describe === undefined ? [] : [describe(points.length - 1)]));
  const more = said.length - mostSaid;
  return `${[...said.slice(0, mostSaid), ...(more > 0 ? [translate('and {0} more', more)] : [])].join('; ')}.`;
}

/** A row for each point of each described line: its label, x and y. */
export function curvesToTable({
  lines,
  legend,
}: Pick<CurveLines, 'lines' | 'legend'>): (readonly [string, number, number])[] {
  const labels = new Map(legend.map(({ group, label }) => [group, label]));
  return lines
    .filter(({ describe }) => describe !== undefined)
    .flatMap(({ group, points }) => points.map(({ x, y }) => [labels.get(group) ?? group, x, y] as const));
}
