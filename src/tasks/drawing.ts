// Draws classes and samples without replacement.

import { type RandomStream, shuffled } from '../engine/random.ts';

/** `ways` classes of one group, which is drawn first where there are several. */
export function drawClasses<Class>(
  groups: readonly (readonly Class[])[],
  ways: number,
  random: RandomStream,
): readonly Class[] {
  return chooseSamples(drawOne(groups, random), ways, random);
}

/** `count` different items in random order. Draws few numbers, however many items there are. */
export function chooseSamples<T>(items: readonly T[], count: number, random: RandomStream): T[] {
  if (count * 4 > items.length) return shuffled(items, random).slice(0, count);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.integer(items.length));
  return [...chosen].flatMap((index) => items.slice(index, index + 1));
}

/** No number is drawn where there is nothing to choose. */
export function drawOne<T>(items: readonly T[], random: RandomStream): T {
  const item = items[items.length === 1 ? 0 : random.integer(items.length)];
  if (item === undefined) throw new RangeError('There is nothing to draw from.');
  return item;
}
