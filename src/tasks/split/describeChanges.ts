// Changes of the data behind a split: in codes, as they are kept, and in words.

import { quote } from '../../base/quote.ts';
import type { Translate } from '../../base/translate.ts';
import { describeScale, type Scale } from '../columnScale.ts';
import type { DataSplit } from './dataSplit.ts';

/** Things of one kind: how many, and the first few by name. */
export interface SomeOfThem {
  readonly count: number;
  readonly names: readonly NamedChange[];
}

export type NamedChange =
  /** A class; `how` it changed, where it is there and did. */
  | { readonly name: string; readonly how?: HowChanged | undefined }
  | { readonly the: 'episodes' | 'moduleSource' }
  | ColumnChange
  /** In words, as earlier versions wrote it. */
  | string;

/** A column of a table: its numbers lie elsewhere, as in another unit, or no row has one of its categories any more. */
export type ColumnChange =
  | { readonly column: string; readonly earlier: Scale; readonly now: Scale }
  | { readonly column: string; readonly lost: string };

/** It has too few samples to take part, others than before, or another number of them. */
export type HowChanged = 'tooFew' | 'otherContent' | { readonly samples: number; readonly insteadOf: number };

export interface DataChanges {
  /** Classes that are new. They take no part, and the kept split holds without them. */
  readonly came: SomeOfThem;
  readonly went: SomeOfThem;
  /** Classes and the list of episodes, or a user's module. */
  readonly changed: SomeOfThem;
}

/** `gone: "a" and 2 others; changed: "b" (other content); new: "c"`, as far as there are any. */
export function describeChanges({ came, went, changed }: DataChanges, translate: Translate): string {
  return [
    ...(went.count === 0 ? [] : [translate('gone: {0}', describeSome(went, translate))]),
    ...(changed.count === 0 ? [] : [translate('changed: {0}', describeSome(changed, translate))]),
    ...(came.count === 0 ? [] : [translate('new: {0}', describeSome(came, translate))]),
  ].join('; ');
}

/** `"a", "b" and 3 others` */
export function describeSome({ count, names }: SomeOfThem, translate: Translate): string {
  const others = count - names.length;
  const list = names.map((name) => describeOne(name, translate)).join(', ');
  if (others <= 0) return list;
  return others === 1
    ? translate('{0} and 1 other', list)
    : translate('{0} and {1} others', list, others.toLocaleString('en-US'));
}

function describeOne(change: NamedChange, translate: Translate): string {
  // As earlier versions said it.
  if (typeof change === 'string') return change;
  if ('the' in change)
    return change.the === 'episodes' ? translate('the list of episodes') : translate("the module's source");
  if ('lost' in change) return translate('the column {0} (no {1} any more)', quote(change.column), quote(change.lost));
  if ('column' in change)
    return translate(
      'the column {0} ({1} before, {2} now)',
      quote(change.column),
      describeScale(change.earlier),
      describeScale(change.now),
    );
  const name = quote(change.name);
  switch (change.how) {
    case undefined:
      return name;
    case 'tooFew':
      return translate('{0} (fewer samples than a task takes)', name);
    case 'otherContent':
      return translate('{0} (other content)', name);
    default: {
      const { samples, insteadOf } = change.how;
      const before = insteadOf.toLocaleString('en-US');
      return samples === 1
        ? translate('{0} (1 sample instead of {1})', name, before)
        : translate('{0} ({1} samples instead of {2})', name, samples.toLocaleString('en-US'), before);
    }
  }
}

/** With words in the place of codes, for scripts. */
export function namesInWords({ came, went, changed }: DataChanges, translate: Translate): DataChanges {
  const said = ({ count, names }: SomeOfThem): SomeOfThem => ({
    count,
    names: names.map((name) => describeOne(name, translate)),
  });
  return { came: said(came), went: said(went), changed: said(changed) };
}

/** Why a run does not go on with data that are no longer what they were, and what to do. */
export function describeChangedData(kind: DataSplit['kind'], changes: DataChanges, translate: Translate): string {
  if (kind === 'module')
    return translate(
      'The module that makes the tasks of this run has another source than when the run began, so that its tasks may be others. Put it back as ' +
        'it was, or accept the change (in a terminal: --accept-changed-data); what is trained and measured then says so.',
    );
  return translate(
    'The data of this run no longer hold the classes that it trains on and holds out ({0}). Put the data back as they ' +
      'were, or accept the change (in a terminal: --accept-changed-data): then it goes on with what is left of its classes, each on its own side, ' +
      'and what is trained and measured says so.',
    describeChanges(changes, translate),
  );
}
