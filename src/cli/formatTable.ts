// A table in plain text: columns as wide as their widest cell, two spaces between.

import { padText, textWidth } from './textWidth.ts';

export interface TextColumn {
  readonly title: string;
  readonly alignment: 'left' | 'right';
}

/** Lines of a table with a head; `paintHead` may colour the head's line. Cells may hold colours. */
export function formatTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  paintHead: (line: string) => string = (line) => line,
): string {
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  const formatRow = (cells: readonly string[]) =>
    columns
      .map((column, index) => padText(cells[index] ?? '', widths[index] ?? 0, column.alignment))
      .join('  ')
      .trimEnd();
  const head = paintHead(formatRow(columns.map((column) => column.title)));
  return [head, ...rows.map(formatRow)].map((line) => `${line}\n`).join('');
}

/** Lines of `label  value`, labels padded to one width. */
export function formatFacts(facts: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(0, ...facts.map(([label]) => textWidth(label)));
  return facts.map(([label, value]) => `${padText(label, width, 'left')}  ${value}\n`).join('');
}
