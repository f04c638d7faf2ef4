// A person's own numbers: points of a function, or vectors of a user's module.

import { sizeOf } from '../../experiment/network.ts';
import { TaskError } from '../taskError.ts';
import { describe } from '../text/jsonValues.ts';
import { classOfRow, namesOf, type OwnRow, readOwnRows } from './ownRows.ts';
import { type OwnAnswer, type OwnDemand, type OwnSample, refuseTooLarge } from './ownSample.ts';

/**
 * Inputs stand in columns x, or x1, x2, …, answers in y, or y1, y2, …, and classes in "label"; in JSON x and y may be
 * lists.
 * @throws {TaskError}
 */
export async function readOwnNumbers(
  file: string,
  { inputShape, answerSize }: Pick<OwnDemand, 'inputShape' | 'answerSize'>,
): Promise<readonly OwnSample[]> {
  const inputs = sizeOf(inputShape);
  const columns = `${namesOfColumns('x', inputs)} and ${answerSize === 0 ? '"label"' : namesOfColumns('y', answerSize)}`;
  const rows = await readOwnRows(file, columns);
  refuseTooLarge(file, rows.length, inputs);
  return rows.map((row) => {
    const input = numbersOf(row, 'x', inputs);
    if (input === undefined)
      throw new TaskError(`${row.place}: there is no "x", only ${namesOf(row.values)}. The file needs ${columns}.`);
    return { place: row.place, input: Float32Array.from(input), answer: answerOf(row, answerSize) };
  });
}

function namesOfColumns(letter: 'x' | 'y', count: number): string {
  return count === 1 ? `"${letter}"` : `"${letter}1" to "${letter}${count}"`;
}

function answerOf(row: OwnRow, answerSize: number): OwnAnswer {
  if (answerSize === 0) return classOfRow(row);
  const values = numbersOf(row, 'y', answerSize);
  return values === undefined ? { kind: 'unknown' } : { kind: 'values', values };
}

/** Undefined where the row has none. @throws {TaskError} where it has some, but not as many finite numbers */
function numbersOf({ place, values }: OwnRow, letter: 'x' | 'y', count: number): readonly number[] | undefined {
  const whole = values.get(letter);
  const numbered = Array.from({ length: count }, (_, index) => values.get(`${letter}${index + 1}`));
  const found: readonly unknown[] = whole === undefined ? numbered : Array.isArray(whole) ? whole : [whole];
  if (found.every((value) => value === undefined)) return undefined;
  if (found.length !== count)
    throw new TaskError(`${place}: ${letter} holds ${found.length} values, and the model has ${count}.`);
  return found.map((value, index) => numberOf(value, `${place}: ${letter}${count === 1 ? '' : index + 1}`));
}

function numberOf(value: unknown, place: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(Math.fround(number))) return number;
  throw new TaskError(`${place} is ${value === undefined ? 'missing' : describe(value)}. It must be a number.`);
}
