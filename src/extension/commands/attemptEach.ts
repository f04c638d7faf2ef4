// Doing the same to several runs, each by itself: one for which it fails keeps none of the others from it.

import { messageOf } from '../../base/systemErrors.ts';

/**
 * Calls `action` for one after another, until it gives `end`. Rejects at last with what went wrong, in one error that
 * says all of it.
 */
export async function attemptEach<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<'goOn' | 'end'>,
): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      if ((await action(item)) === 'end') break;
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, [...new Set(errors.map(messageOf))].join(' '));
}
