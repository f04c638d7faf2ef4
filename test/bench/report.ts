// What a benchmark measured: rows for one table, targets, and remarks.

import { spreadOf } from './statistics.ts';

export interface BenchRow {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How this row's value compares with another row of its group. */
  readonly ratio?: { readonly to: string; readonly value: number };
  /** What each round gave, in `unit`; `value` is their median. */
  readonly rounds?: readonly number[];
  /** Further figures by their heading, which names the unit. */
  readonly columns?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/** A figure that was asked for. */
export interface Target {
  readonly name: string;
  /** Undefined where it was not measured. */
  readonly figure: number | undefined;
  readonly wanted: number;
  readonly unit: '×' | '%';
}

export interface BenchReport {
  readonly rows: readonly BenchRow[];
  readonly targets: readonly Target[];
  /** What a reader has to know: how figures are counted, who could not take part. */
  readonly remarks: readonly string[];
  /** What makes figures worthless: a contestant that computes something else, or fails. */
  readonly errors: readonly string[];
}

/** The rows as tables for a terminal, one for each group. */
export function formatRows(rows: readonly BenchRow[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return groups
    .map((group) =>
      formatGroup(
        group,
        rows.filter((row) => row.group === group),
      ),
    )
    .join('\n');
}

/** A line for each target. */
export function formatTargets(targets: readonly Target[]): string {
  const lines = targets.map(({ name, figure, wanted, unit }) => [
    name,
    figure === undefined ? '–' : `${significant(figure)} ${unit}`,
    `at least ${significant(wanted)} ${unit}`,
    figure === undefined ? 'not measured' : figure >= wanted ? 'met' : 'missed',
  ]);
  return `targets\n${alignColumns(lines, [1])}\n`;
}

function formatGroup(group: string, rows: readonly BenchRow[]): string {
  const headings = [...new Set(rows.flatMap(({ columns }) => Object.keys(columns ?? {})))];
  const hasRounds = rows.some(({ rounds }) => rounds !== undefined);
  const hasRatios = rows.some(({ ratio }) => ratio !== undefined);
  const hasNotes = rows.some(({ note }) => note !== undefined);
  const optional = <Cell>(present: boolean, cell: Cell): Cell[] => (present ? [cell] : []);
  const cells = rows.map(({ name, value, unit, rounds, ratio, columns, note }) => [
    name,
    `${significant(value)} ${unit}`,
    ...optional(hasRounds, rounds === undefined || rounds.length === 0 ? '' : formatSpread(rounds)),
    ...optional(hasRatios, ratio === undefined ? '' : `${significant(ratio.value)} × ${ratio.to}`),
    ...headings.map((heading) => (columns?.[heading] === undefined ? '' : significant(columns[heading]))),
    ...optional(hasNotes, note ?? ''),
  ]);
  const head = [
    '',
    '',
    ...optional(hasRounds, 'middle half'),
    ...optional(hasRatios, ''),
    ...headings,
    ...optional(hasNotes, ''),
  ];
  const titled = headings.length > 0 || hasRounds ? [head, ...cells] : cells;
  const numeric = [1, ...headings.map((_, index) => 2 + Number(hasRounds) + Number(hasRatios) + index)];
  return `${group}\n${alignColumns(titled, numeric)}\n`;
}

function formatSpread(rounds: readonly number[]): string {
  const { low, high } = spreadOf(rounds);
  return `${significant(low)} – ${significant(high)}`;
}

/** Lines of cells, each column as wide as its widest; the named ones are aligned right. */
function alignColumns(lines: readonly (readonly string[])[], right: readonly number[]): string {
  const count = Math.max(...lines.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => {
      const cells = widths.map((width, column) => {
        const cell = line[column] ?? '';
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      });
      return `  ${cells.join('  ')}`.trimEnd();
    })
    .join('\n');
}

/** Three significant digits, without an exponent. */
export function significant(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}
