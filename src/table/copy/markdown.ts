// The table in Markdown.

import { markdownText } from '../../base/markdownText.ts';
import type { TextColumn, TextTable } from './textTable.ts';

/** A table as GitHub's Markdown has them, the best in bold. Whatever a run is called, it is shown as it reads. */
export function toMarkdown({ columns, rows, notes }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    line(columns.map(({ head }) => markdownText(head))),
    line(columns.map(({ alignment }) => (alignment === 'right' ? '---:' : ':---'))),
    ...Array.from({ length: rows }, (_, row) => line(columns.map((column) => formatCell(column, row)))),
  ];
  const remarks = notes.map((note) => `\n${markdownText(note)}\n`);
  return `${lines.join('\n')}\n${remarks.join('')}`;
}

function formatCell({ cells, holdsText, best }: TextColumn, row: number): string {
  const cell = cells[row] ?? '';
  // Numbers of ours hold nothing that Markdown would obey, and read better without backslashes.
  const text = holdsText ? markdownText(cell) : cell;
  return best.has(row) && text !== '' ? `**${text}**` : text;
}
