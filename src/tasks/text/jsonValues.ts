// Values out of JSON as texts and names of classes, and what they are in words.

import { quote } from '../../base/quote.ts';
import { TaskError } from '../taskError.ts';

export type JsonPath = (string | number)[];

/** Says where in the file a path of its JSON value is, as `FILE, line 7 (train, entry 3)`. */
export type NamePlace = (path: JsonPath) => string;

/** Numbers and truth values name classes, too. @throws {TaskError} for anything else that is no text, and numbers beyond 2^53 */
export function textOf(value: unknown, role: 'text' | 'class', placeOf: () => string): string {
  if (typeof value === 'string') return value;
  if (role === 'class' && typeof value === 'number' && isRounded(value))
    throw new TaskError(
      `${placeOf()}: the class is a number of more digits than are read of one, and others would be taken for it. Write it in quotes.`,
    );
  if (role === 'class' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  const found = value === undefined ? 'is missing' : `is ${describe(value)}`;
  throw new TaskError(`${placeOf()}: the ${role} ${found}. It must be a text in quotes.`);
}

/** Whole numbers beyond 2^53 are read as a neighbour. */
function isRounded(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `a list of 3`, `the text "b"`, `null` */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return isObject(value) ? 'an object' : String(value);
}
