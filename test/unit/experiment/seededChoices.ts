// Seeded choices for generated files: the same seed makes the same file on every machine.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Choices {
  /** Whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** From `least` up to, not including, `most`. */
  number(least: number, most: number): number;
  flag(): boolean;
  pick<T>(items: readonly T[]): T;
}

export function seededChoices(seed: number): Choices {
  const generator = xoroshiro128plus(seed);
  const integer = (least: number, most: number) => uniformInt(generator, least, most);
  return {
    integer,
    number: (least, most) => least + (most - least) * uniformFloat64(generator),
    flag: () => integer(0, 1) === 1,
    pick(items) {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('There is nothing to pick from.');
      return item;
    },
  };
}
