// Figures of one column on their way to the page, as lists of numbers: thousands of rows have one each, and an object for
// each would outlive what it is made for.

import type { Measurement } from '../../runs/figureOfMerit.ts';

/** JSON has no word for them. */
export type UnspeakableNumber = 'NaN' | 'Infinity' | '-Infinity';
type PackedNumber = number | UnspeakableNumber;

/** For each row; null where it has none. */
export interface PackedFigures {
  readonly id: string;
  readonly means: readonly (PackedNumber | null)[];
  /** Half intervals. */
  readonly ci95: readonly (PackedNumber | null)[];
  /** Left out where no row's is told. */
  readonly tasks?: readonly (number | null)[];
}

export class FiguresOfRows {
  readonly #means: (PackedNumber | null)[];
  readonly #ci95: (PackedNumber | null)[];
  #tasks: (number | null)[] | undefined;

  constructor(rows: number) {
    this.#means = nothing(rows);
    this.#ci95 = nothing(rows);
  }

  add(row: number, { value, ci95, tasks }: Measurement): void {
    this.#means[row] = packNumber(value);
    this.#ci95[row] = packNumber(ci95);
    if (tasks === undefined) return;
    this.#tasks ??= nothing(this.#means.length);
    this.#tasks[row] = tasks;
  }

  packed(id: string): PackedFigures {
    const tasks = this.#tasks;
    return { id, means: this.#means, ci95: this.#ci95, ...(tasks !== undefined && { tasks }) };
  }
}

function nothing(rows: number): null[] {
  return Array.from({ length: rows }, () => null);
}

export function unpackFigures({ id, means, ci95, tasks }: PackedFigures): {
  readonly id: string;
  readonly values: readonly (Measurement | null)[];
} {
  const values = means.map((mean, row) => {
    if (mean === null) return null;
    const of = tasks?.[row] ?? undefined;
    return { value: Number(mean), ci95: Number(ci95[row]), ...(of !== undefined && { tasks: of }) };
  });
  return { id, values };
}

/** As JSON can say it; `Number` makes it what it was. */
export function packNumber(value: number): PackedNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
