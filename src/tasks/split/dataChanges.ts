// What became of the data behind a split since it was kept: which classes came, went or changed.

import { untranslated } from '../../base/translate.ts';
import { TaskError } from '../taskError.ts';
import { type ClassContent, type ClassSplit, type DataSplit, nameInSplit } from './dataSplit.ts';
import {
  type ColumnChange,
  type DataChanges,
  describeChangedData,
  describeSome,
  type HowChanged,
  type SomeOfThem,
} from './describeChanges.ts';

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
  const changed: SomeOfThem = isSame ? { count: 0, names: [] } : { count: 1, names: [{ the: 'moduleSource' }] };
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

/** Columns that hold something else are named first: where all tasks changed, they say why. */
export function withColumns({ changed, ...others }: DataChanges, columns: readonly ColumnChange[]): DataChanges {
  const names = [...columns, ...changed.names].slice(0, mostNamedChanges);
  return { ...others, changed: { count: changed.count + columns.length, names } };
}

/** The list is named first, and counts as one of the things that changed. */
function withEpisodes(areOthers: boolean, { count, names }: SomeOfThem): SomeOfThem {
  if (!areOthers) return { count, names };
  return { count: count + 1, names: [{ the: 'episodes' } as const, ...names].slice(0, mostNamedChanges) };
}

function howChanged(kept: ClassContent, now: ClassContent | undefined): HowChanged | undefined {
  if (now === undefined) return 'tooFew';
  if (now.samples !== kept.samples) return { samples: now.samples, insteadOf: kept.samples };
  return now.digest === kept.digest ? undefined : 'otherContent';
}

function fewOf(all: readonly { readonly name: string; readonly how?: HowChanged }[]): SomeOfThem {
  const names = all.slice(0, mostNamedChanges).map(({ name, how }) => (how === undefined ? { name } : { name, how }));
  return { count: all.length, names };
}

/** The data behind a run's split are no longer what they were. `message` says what came, went or changed. */
export class ChangedDataError extends TaskError {
  override readonly name = 'ChangedDataError';
  /** What the run has a split of. */
  readonly of: DataSplit['kind'];
  readonly changes: DataChanges;

  constructor(of: DataSplit['kind'], changes: DataChanges) {
    super(describeChangedData(of, changes, untranslated));
    this.of = of;
    this.changes = changes;
  }
}

/** That classes came and take no part, in a sentence; undefined where none did. */
export function noteNewcomers({ came }: DataChanges): string | undefined {
  if (came.count === 0) return undefined;
  return came.count === 1
    ? `The data have a class that the run did not begin with: ${describeSome(came, untranslated)}. It takes no part: the run keeps its own split.`
    : `The data have ${came.count.toLocaleString('en-US')} classes that the run did not begin with: ${describeSome(came, untranslated)}. They take no part: the run keeps its own split.`;
}
