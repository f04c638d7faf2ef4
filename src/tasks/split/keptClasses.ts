// Classes that an earlier loading of the same data chose: they take part again, on the same sides and in the same
// order, whatever else the data hold by now.

import type { PlainDescription } from '../heldOutDescription.ts';
import type { TableCoding } from '../tabular/tableCoding.ts';
import { type ClassSplit, nameInSplit } from './dataSplit.ts';

export interface KeptClasses extends Pick<ClassSplit, 'heldOutDescription'> {
  /** Names, as `nameInSplit` gives them; none stands on both sides. */
  readonly training: readonly string[];
  readonly heldOut: readonly string[];
  /**
   * Whether tasks are to be made of what is left of them. Otherwise they are only loaded to be compared, and none of
   * them is passed over for being small.
   */
  readonly acceptsChanges: boolean;
  /** What the columns of a table were taken for; undefined where nobody kept it, which is learned anew. */
  readonly columns?: TableCoding | undefined;
}

export interface Sides<Class> {
  readonly training: readonly Class[];
  readonly heldOut: readonly Class[];
}

/** Of `classes`, all that the data have, those that were kept; one that is gone is left out. */
export function takeKept<Class extends { readonly name: string }>(
  classes: Iterable<Class>,
  { training, heldOut }: Pick<KeptClasses, 'training' | 'heldOut'>,
): Sides<Class> {
  const byName = new Map<string, Class>();
  for (const one of classes) byName.set(nameInSplit(one.name), one);
  const taken = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  return { training: taken(training), heldOut: taken(heldOut) };
}

/** The words for the kept held-out classes, of which `count` are still there. */
export function describeKept({ heldOutDescription }: KeptClasses, count: number): PlainDescription {
  switch (heldOutDescription.code) {
    case 'classes':
    case 'textClasses':
      return { ...heldOutDescription, count };
    default:
      return heldOutDescription;
  }
}
