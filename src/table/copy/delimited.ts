// The table for spreadsheets: CSV, and TSV as it is pasted into them.

import { plainText } from '../../base/shownText.ts';
import { csvText, withoutFormulas } from '../../base/webText.ts';
import type { ExactTable, ExactValue } from './exactTable.ts';

/**
 * Comma-separated values as in RFC 4180. A text that a spreadsheet would take for a formula has an apostrophe before it;
 * negative numbers are numbers.
 */
export function toCsv(table: ExactTable): string {
  return toLines(table, ',', csvText);
}

/**
 * Values between tabs. Texts hold neither tabs nor breaks, nor what a spreadsheet would take for a formula or, at the
 * beginning of a cell, for a quotation that goes on to the next mark.
 */
export function toTsv(table: ExactTable): string {
  return toLines(table, '\t', (text) => {
    const cell = withoutFormulas(plainText(text));
    return cell.startsWith('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
  });
}

function toLines({ heads, rows }: ExactTable, separator: string, writeText: (text: string) => string): string {
  const write = (value: ExactValue) => (typeof value === 'string' ? writeText(value) : String(value ?? ''));
  return [heads, ...rows].map((cells) => `${cells.map(write).join(separator)}\n`).join('');
}
