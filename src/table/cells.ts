// What stands in a cell of the runs table, and how two of one column are ordered.

import type { Measurement } from '../runs/figureOfMerit.ts';

/**
 * A number (a date in milliseconds since 1970, a duration in seconds, a size in bytes, a share from 0 to 1), a text, a
 * choice, a list of texts, or a figure over tasks with its interval. A cell without a value has none of these.
 */
export type CellValue = number | string | boolean | Measurement | readonly string[];

/** A list of texts: `Array.isArray` does not tell one from another object where it is read-only. */
export function isTexts(value: CellValue): value is readonly string[] {
  return Array.isArray(value);
}

/** The number that a cell is ordered and compared by; undefined where it has none. */
export function numberIn(value: CellValue | undefined): number | undefined {
  const number = isMeasurement(value) ? value.value : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

export function isMeasurement(value: CellValue | undefined): value is Measurement {
  return typeof value === 'object' && !isTexts(value);
}

/** The text by which a cell that holds no number is ordered. */
export function textIn(value: CellValue): string {
  if (isTexts(value)) return value.join(', ');
  return isMeasurement(value) ? String(value.value) : String(value);
}

/** Equal, in a map or a set, for cells that hold the same, and for no others. */
export function identityOf(value: CellValue | undefined): number | string | boolean | undefined {
  // Of most cells what they hold is what they are known by, which costs nothing to find.
  if (typeof value === 'string') return value.startsWith(mark) ? `${mark}text ${value}` : value;
  if (typeof value !== 'object') return value;
  return isTexts(value)
    ? `${mark}texts ${JSON.stringify(value.length > 1 ? [...value].sort() : value)}`
    : `${mark}figure ${value.value} ${value.ci95} ${value.tasks}`;
}

/** Begins what cells are known by that are no texts themselves. */
const mark = '\u0000';

/** The same as a text. */
export function keyOfCell(value: CellValue | undefined): string {
  const identity = identityOf(value);
  return `${typeof identity} ${typeof identity === 'string' ? JSON.stringify(identity) : identity}`;
}
