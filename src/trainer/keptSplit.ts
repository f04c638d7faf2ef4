// Whether the data of a run still hold the split that it keeps, and what becomes of it where they do not.

import { untranslated } from '../base/translate.ts';
import type { ManifestWriter } from '../runs/manifestFile.ts';
import type { RunHold } from '../runs/runHold.ts';
import { readSplitRecord, type SplitRecord, writeSplitRecord } from '../runs/splitRecord.ts';
import { mostKeptChanges } from '../runs/storedChanges.ts';
import { describeCodingDifference } from '../tasks/codingDifference.ts';
import type { InputCoding } from '../tasks/inputCoding.ts';
import {
  breaksSplit,
  ChangedDataError,
  compareSplits,
  noteNewcomers,
  withColumns,
} from '../tasks/split/dataChanges.ts';
import { type DataSplit, digestsOf } from '../tasks/split/dataSplit.ts';
import { type ColumnChange, type DataChanges, describeChanges } from '../tasks/split/describeChanges.ts';
import type { KeptClasses } from '../tasks/split/keptClasses.ts';
import { TaskError } from '../tasks/taskError.ts';

/** How loaded data stand to the split that their run keeps. */
export type SplitStanding =
  /** It keeps none: it has not begun, or an earlier version made it. */
  | { readonly kind: 'unkept' }
  | { readonly kind: 'holds'; readonly fromIteration: number }
  /** The data are others than when it was made ready, but nothing was trained on those: it begins with these. */
  | { readonly kind: 'redrawn' }
  /** The person goes on with changed data; the classes that are left stand on their sides. */
  | { readonly kind: 'accepted'; readonly changes: DataChanges };

/**
 * The split that a run keeps; undefined for none.
 * @throws {TaskError} where it cannot be read, unless changes are accepted: then it is as good as none
 */
export async function findKeptSplit(directory: string, acceptsChanges: boolean): Promise<SplitRecord | undefined> {
  const found = await readSplitRecord(directory);
  switch (found.kind) {
    case 'found':
      return found.record;
    case 'missing':
      return undefined;
    case 'damaged':
      if (acceptsChanges) return undefined;
      throw new TaskError(
        `What the run keeps of its split cannot be read. ${found.problem} To have its classes drawn anew, unchecked, add --accept-changed-data.`,
      );
  }
}

/** What loading is told of the kept split. */
export function keptClassesOf(record: SplitRecord | undefined, acceptsChanges: boolean): KeptClasses | undefined {
  if (record?.split.kind !== 'classes') return undefined;
  const { training, heldOut, heldOutDescription } = record.split;
  return {
    training: training.map(({ name }) => name),
    heldOut: heldOut.map(({ name }) => name),
    heldOutDescription,
    acceptsChanges,
    columns: record.coding?.table,
  };
}

/**
 * @param now the split of what was loaded with `keptClassesOf`, its coding, and its columns that hold something else
 * @param classNames names of all classes that the data have
 * @param onNote hears that classes came, which take no part, and where inputs stand for something else than they did
 * @throws {ChangedDataError}
 */
export function judgeData(
  record: SplitRecord | undefined,
  now: { readonly split: DataSplit; readonly coding: InputCoding; readonly movedColumns: readonly ColumnChange[] },
  classNames: readonly string[],
  { acceptsChanges, onNote }: { readonly acceptsChanges: boolean; readonly onNote: (note: string) => void },
): SplitStanding {
  if (record === undefined) return { kind: 'unkept' };
  const { coding } = record;
  const found = compareSplits(record.split, now.split, classNames);
  const isBroken = breaksSplit(found);
  const changes = isBroken ? withColumns(found, now.movedColumns) : found;
  if (isBroken && !acceptsChanges) throw new ChangedDataError(record.split.kind, changes);
  if (coding !== undefined)
    for (const note of describeCodingDifference(coding, now.coding, 'what the run was trained on')) onNote(note);
  if (isBroken) return { kind: 'accepted', changes };
  const note = noteNewcomers(changes);
  if (note !== undefined) onNote(note);
  return { kind: 'holds', fromIteration: record.fromIteration };
}

/**
 * Keeps the split that the run goes on with from `iteration` on, in the place of one that its data no longer hold. What
 * was accepted stands in the manifest before that. Gives what is to be told, in sentences.
 * @throws {LockLostError} when another process has taken the run over; the system's error
 */
export async function recordSplit(
  hold: RunHold,
  manifest: ManifestWriter,
  {
    split,
    standing,
    coding,
  }: { readonly split: DataSplit; readonly standing: SplitStanding; readonly coding: InputCoding },
  iteration: number,
): Promise<readonly string[]> {
  const digests = digestsOf(split);
  manifest.update({ splitDigest: digests?.whole ?? null, heldOutDigest: digests?.heldOut ?? null });
  if (split.kind === 'none' || standing.kind === 'holds') return [];
  const warnings: string[] = [];
  if (standing.kind === 'accepted') {
    const { changes } = standing;
    const accepted = { iteration, at: new Date().toISOString(), changes };
    await manifest.write({ dataChanges: [...manifest.manifest.dataChanges, accepted].slice(-mostKeptChanges) });
    warnings.push(describeAccepted(changes));
  } else if (standing.kind === 'redrawn') {
    warnings.push(
      'The data are others than when the run was made ready. Nothing was trained on those: it begins with the data as they are.',
    );
  } else if (iteration > 0) {
    warnings.push(drawnAnew);
  }
  if (!(await writeSplitRecord(hold, { fromIteration: iteration, split, coding }))) warnings.push(tooManyToKeep);
  return warnings;
}

/** How data that were loaded as the experiment says stand to what a run kept that has not trained yet. */
export function judgeFreshData(record: SplitRecord | undefined, now: DataSplit): SplitStanding {
  const isOther = record !== undefined && digestsOf(record.split)?.whole !== digestsOf(now)?.whole;
  return { kind: isOther ? 'redrawn' : 'unkept' };
}

const tooManyToKeep =
  'The data have more classes than a run keeps by name: when it is taken up or measured again, its split is drawn anew and not checked.';

/** Of a run that keeps no split. */
export const drawnAnew =
  'The run keeps no record of its split, because an earlier version of Reptile Lab made it: its held-out classes are drawn anew from the data as they ' +
  'are by now, and not checked.';

const columnsStay =
  ' Columns are taken as they were: numbers are standardised by the means and deviations that the run began with, and a category that it did not meet is another one.';

/** Of data that changed, where the person goes on all the same. */
export function describeAccepted(changes: DataChanges): string {
  const columns = changes.changed.names.some((change) => typeof change === 'object' && 'column' in change)
    ? columnsStay
    : '';
  return `Goes on with changed data (${describeChanges(changes, untranslated)}), as asked for: the classes that are left stand on the sides that they had.${columns}`;
}

/** Of a split that was not kept, or of other data, before. */
export function describeLateRecord(fromIteration: number): string {
  return `The split is that of the data at meta-iteration ${fromIteration.toLocaleString('en-US')}, when the run was resumed: before, it may have been another one.`;
}
