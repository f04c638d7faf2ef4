// Whether two runs are measured on the same held-out classes, and where not, which differ.

import { untranslated } from '../base/translate.ts';
import { mostNamedChanges } from '../tasks/split/dataChanges.ts';
import { type ClassContent, type DataSplit, digestsOf } from '../tasks/split/dataSplit.ts';
import { describeSome } from '../tasks/split/describeChanges.ts';

/** What differs, with the runs' names; undefined where the classes and what they hold are the same. */
export function differenceOfHeldOut(
  [first, second]: readonly [DataSplit, DataSplit],
  [firstRun, secondRun]: readonly [string, string],
): string | undefined {
  if (digestsOf(first)?.heldOut === digestsOf(second)?.heldOut) return undefined;
  if (first.kind !== 'classes' || second.kind !== 'classes')
    return `the module that makes the tasks is another one in ${secondRun} than in ${firstRun}`;
  if (first.episodes !== second.episodes) return 'the lists of episodes differ';
  const [ofFirst, ofSecond] = [byName(first.heldOut), byName(second.heldOut)];
  const only = (some: ReadonlyMap<string, ClassContent>, others: ReadonlyMap<string, ClassContent>) =>
    [...some.keys()].filter((name) => !others.has(name));
  const changed = [...ofFirst.values()].filter(({ name, digest, samples }) => {
    const other = ofSecond.get(name);
    return other !== undefined && (other.digest !== digest || other.samples !== samples);
  });
  const parts = [
    [`held out only in ${firstRun}`, only(ofFirst, ofSecond)],
    [`held out only in ${secondRun}`, only(ofSecond, ofFirst)],
    ['of other content', changed.map(({ name }) => name)],
  ] as const;
  const differences = parts.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${some(names)}`]));
  return differences.length === 0 ? 'the held-out classes stand in another order' : differences.join('; ');
}

function byName(classes: readonly ClassContent[]): ReadonlyMap<string, ClassContent> {
  return new Map(classes.map((content) => [content.name, content]));
}

function some(names: readonly string[]): string {
  return describeSome(
    { count: names.length, names: names.slice(0, mostNamedChanges).map((name) => ({ name })) },
    untranslated,
  );
}
