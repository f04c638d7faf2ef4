// What became of the data behind a split since it was kept: which classes came, went or changed.

import { quote } from '../../base/quote.ts';
import { countOf } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { type ClassContent, type ClassSplit, type DataSplit, nameInSplit } from './dataSplit.ts';

/** Things of one kind: how many, and the first few in words. */
export interface SomeOfThem {
  readonly count: number;
  /** `"cat" (5 samples instead of 4)`, `"dog" (other content)`. */
  readonly names: readonly string[];
}

export interface DataChanges {
  /** Classes that are new. They take no part, and the kept split holds without them. */
  readonly came: SomeOfThem;
  readonly went: SomeOfThem;
  /** Classes and the list of episodes, or a user's module. */
  readonly changed: SomeOfThem;
}

export const mostNamedChanges = 10;

/** Whether the data no longer hold the split that was kept. */
export function breaksSplit({ went, changed }: DataChanges): boolean {
  return went.count + changed.count > 0;
}

/**
 * @param found names of all classes that the data have by now
 * @param now of the classes of `kept` that are still there
 */
export function compareSplits(kept: DataSplit, now: DataSplit, found: readonly string[]): DataChanges {
  if (kept.kind === 'classes' && now.kind === 'classes') return compareClasses(kept, now, found);
  const isSame = kept.kind === 'module' && now.kind === 'module' ? kept.digest === now.digest : kept.kind === now.kind;
  const changed = isSame ? { count: 0, names: [] } : { count: 1, names: ["the module's source"] };
  return { came: fewOf([]), went: fewOf([]), changed };
}

function compareClasses(kept: ClassSplit, now: ClassSplit, found: readonly string[]): DataChanges {
  const known = new Set([...kept.training, ...kept.heldOut].map(({ name }) => name).concat(kept.passedOver));
  const present = new Set(found.map(nameInSplit));
  const contents = new Map([...now.training, ...now.heldOut].map((content) => [content.name, content]));
  const ofKept = [...kept.training, ...kept.heldOut];
  const isGone = ({ name }: ClassContent) => !contents.has(name) && !present.has(name);
  return {
    came: fewOf([...present].filter((name) => !known.has(name)).map((name) => ({ name }))),
    went: fewOf(ofKept.filter(isGone)),
    changed: withEpisodes(
      kept.episodes !== now.episodes,
      fewOf(
        ofKept.flatMap((content) => {
          const how = isGone(content) ? undefined : howChanged(content, contents.get(content.name));
          return how === undefined ? [] : [{ name: content.name, how }];
        }),
      ),
    ),
  };
}

/** The list is named first, and counts as one of the things that changed. */
function withEpisodes(areOthers: boolean, { count, names }: SomeOfThem): SomeOfThem {
  if (!areOthers) return { count, names };
  return { count: count + 1, names: ['the list of episodes', ...names].slice(0, mostNamedChanges) };
}

function howChanged(kept: ClassContent, now: ClassContent | undefined): string | undefined {
  if (now === undefined) return 'fewer samples than a task takes';
  if (now.samples !== kept.samples)
    return `${countOf(now.samples, 'sample')} instead of ${kept.samples.toLocaleString('en-US')}`;
  return now.digest === kept.digest ? undefined : 'other content';
}

function fewOf(all: readonly { readonly name: string; readonly how?: string }[]): SomeOfThem {
  const named = ({ name, how }: { readonly name: string; readonly how?: string }) =>
    how === undefined ? quote(name) : `${quote(name)} (${how})`;
  return { count: all.length, names: all.slice(0, mostNamedChanges).map(named) };
}

/** `gone: "a" and 2 others; changed: "b" (other content); new: "c"`, as far as there are any. */
export function describeChanges({ came, went, changed }: DataChanges): string {
  const parts = [
    ['gone', went],
    ['changed', changed],
    ['new', came],
  ] as const;
  return parts.flatMap(([what, some]) => (some.count === 0 ? [] : [`${what}: ${describeSome(some)}`])).join('; ');
}

/** `"a", "b" and 3 others` */
export function describeSome({ count, names }: SomeOfThem): string {
  const others = count - names.length;
  const list = names.join(', ');
  return others > 0 ? `${list} and ${countOf(others, 'other')}` : list;
}

/** The data behind a run's split are no longer what they were. `message` says what came, went or changed. */
export class ChangedDataError extends TaskError {
  override readonly name = 'ChangedDataError';

  constructor(kind: DataSplit['kind'], changes: DataChanges) {
    super(
      kind === 'module'
        ? 'The module that makes the tasks of this run has another source than when the run began, so that its tasks may be others. Put it back as ' +
            'it was, or accept the change (in a terminal: --accept-changed-data); what is trained and measured then says so.'
        : `The data of this run no longer hold the classes that it trains on and holds out (${describeChanges(changes)}). Put the data back as they ` +
            'were, or accept the change (in a terminal: --accept-changed-data): then it goes on with what is left of its classes, each on its own side, ' +
            'and what is trained and measured says so.',
    );
  }
}

/** That classes came and take no part, in a sentence; undefined where none did. */
export function noteNewcomers({ came }: DataChanges): string | undefined {
  if (came.count === 0) return undefined;
  return came.count === 1
    ? `The data have a class that the run did not begin with: ${describeSome(came)}. It takes no part: the run keeps its own split.`
    : `The data have ${came.count.toLocaleString('en-US')} classes that the run did not begin with: ${describeSome(came)}. They take no part: the run keeps its own split.`;
}
