// What can be measured on held-out tasks after adaptation, and which way is better.

/**
 * The mean loss of query samples; the share of them that is classified correctly, 0 … 1; a policy's undiscounted
 * return.
 */
export const quantities = ['loss', 'accuracy', 'return'] as const;

export type Quantity = (typeof quantities)[number];

/** Which values of a figure are better. */
export const directions = ['higher', 'lower'] as const;

export type Direction = (typeof directions)[number];

const better: Readonly<Record<Quantity, Direction>> = { loss: 'lower', accuracy: 'higher', return: 'higher' };

/** Whether more of a quantity is better. */
export function isHigherBetter(quantity: Quantity): boolean {
  return better[quantity] === 'higher';
}

/** Whether `value` is better than `other`; false where one of them is no number. */
export function isBetterValue(quantity: Quantity, value: number, other: number): boolean {
  return isBetterBy(better[quantity], value, other);
}

/** The same of a figure of any name. */
export function isBetterBy(direction: Direction, value: number, other: number): boolean {
  return direction === 'higher' ? value > other : value < other;
}

export function isQuantity(name: unknown): name is Quantity {
  return quantities.some((quantity) => quantity === name);
}

/** What `valueFor` gives for each quantity. */
export function ofEachQuantity<Value>(valueFor: (quantity: Quantity) => Value): Record<Quantity, Value> {
  return { loss: valueFor('loss'), accuracy: valueFor('accuracy'), return: valueFor('return') };
}
