// Values of cells as numbers and as names of categories.

import type { TableDatasetSpec } from '../../experiment/schema.ts';
import type { Cell } from './tableRows.ts';

export type Decimal = TableDatasetSpec['decimal'];

/** What programs write where there is no number. */
const noNumbers = new Set(['na', 'n/a', 'nan', 'null', 'none', '#n/a']);

/** Undefined where there is none; `no number` for anything else that is none, infinity among it. */
export function numberOf(cell: Cell, decimal: Decimal): number | undefined | 'no number' {
  if (cell === undefined) return undefined;
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : 'no number';
  if (typeof cell === 'boolean') return 'no number';
  if (noNumbers.has(cell.toLowerCase())) return undefined;
  const value = parse(cell, decimal);
  return value !== undefined && Number.isFinite(value) ? value : 'no number';
}

const written = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function parse(text: string, decimal: Decimal): number | undefined {
  if (decimal === ',' && text.includes('.')) return undefined;
  const usual = decimal === ',' ? text.replace(',', '.') : text;
  return written.test(usual) ? Number(usual) : undefined;
}

/** Whether a text that is no number was meant as one: with another decimal mark, thousands, infinity or a unit's sign. */
export function looksLikeNumber(cell: Cell): boolean {
  return typeof cell === 'string' && /^[+-]?(?:[$€£]?\d[\d.,'’\s]*%?|inf(?:inity)?)$/i.test(cell);
}

/** A cell without a value is of a category of its own, the empty one. Accents may be written in two ways. */
export function categoryOf(cell: Cell): string {
  return cell === undefined ? '' : String(cell).normalize('NFC');
}
