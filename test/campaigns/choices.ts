// Seeded choices of the campaigns: the same number makes the same mutation, or the same round, on every machine.

import { type Choices, seededChoices } from '../unit/experiment/seededChoices.ts';

export type { Choices };

/** Numbers that are near one another give unrelated choices. */
export function choicesOf(number: number): Choices {
  return seededChoices(Math.imul(number ^ 0x9e3779b9, 0x85ebca6b));
}

/** A copy in another order. */
export function shuffled<T>(items: readonly T[], choices: Choices): T[] {
  const order = items.map((item) => ({ item, key: choices.number(0, 1) }));
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** `count` bytes. */
export function randomBytesOf(count: number, choices: Choices): Buffer {
  return Buffer.from(Array.from({ length: count }, () => choices.integer(0, 255)));
}
