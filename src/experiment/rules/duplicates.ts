// Rules on lists in which an entry stands twice.

import { quote } from '../../base/quote.ts';
import type { KeyPath } from '../keyPath.ts';
import { type Finding, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';

export const duplicateDigits: Rule = {
  id: 'duplicate-digits',
  severity: 'warning',
  title: 'A training digit is listed twice.',
  *check(context) {
    const { task } = context.experiment;
    if (task.kind !== 'images' || task.dataset.source !== 'mnist') return;
    yield* repeatedEntries(
      context,
      ['task', 'dataset', 'trainDigits'],
      task.dataset.trainDigits,
      (digit) => `Digit ${digit}`,
    );
  },
};

export const duplicateTags: Rule = {
  id: 'duplicate-tags',
  severity: 'warning',
  title: 'A tag is listed twice.',
  *check(context) {
    yield* repeatedEntries(context, ['tags'], context.experiment.tags, (tag) => `Tag ${quote(tag)}`);
  },
};

function* repeatedEntries<T>(
  context: ReadingContext,
  path: KeyPath,
  entries: readonly T[],
  name: (entry: T) => string,
): Generator<Finding> {
  const seen = new Set<T>();
  for (const [index, entry] of entries.entries()) {
    if (seen.has(entry)) {
      const message = `${name(entry)} is listed already; it counts once. Remove it.`;
      yield { message, range: placeOf(context, [...path, index]), ...settingFix(context, path, [...new Set(entries)]) };
    }
    seen.add(entry);
  }
}
