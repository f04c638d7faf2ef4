// split.json: the classes on each side of a run, with digests of what they hold, so that whoever takes the run up again
// or measures it has the same ones.

import * as z from 'zod';
import { readBounded } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { listOf, textList } from '../base/boundedLists.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import type { InputCoding } from '../tasks/inputCoding.ts';
import type { ClassContent, DataSplit } from '../tasks/split/dataSplit.ts';
import type { ColumnCoding } from '../tasks/tabular/tableCoding.ts';
import { explainReadFailure } from './fileProblem.ts';
import { encodeFitting, type FileBounds } from './fittingJson.ts';
import { plainHeldOutCode } from './manifestCodes.ts';
import { runFiles } from './runDirectory.ts';
import type { RunHold } from './runHold.ts';

/** Of one file. */
export const mostSplitBytes = 1 << 27;
/** For reading and for writing: of 400,000 classes, a hundred times as many as large data sets have. */
const splitBounds: FileBounds = { bytes: mostSplitBytes, depth: 6, values: 1_700_000, names: 1_250_000 };

const digest = z.string().regex(/^[0-9a-f]{32}$/);
const content: z.ZodType<ClassContent> = z.object({ name: z.string().max(400), samples: z.int().min(0), digest });

const classSplit = z
  .object({
    kind: z.literal('classes'),
    heldOutDescription: plainHeldOutCode,
    training: listOf(content),
    heldOut: listOf(content),
    /** Runs of earlier versions have none. */
    episodes: digest.nullable().default(null),
    passedOver: textList,
  })
  .refine(({ training, heldOut }) => namesDiffer([...training, ...heldOut]), { path: ['heldOut'] });

const shortText = z.string().max(400);

const columnCoding: z.ZodType<ColumnCoding> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    column: z.string(),
    mean: z.number(),
    deviation: z.number().min(0),
    marksMissing: z.boolean(),
  }),
  z.object({ kind: z.literal('category'), column: z.string(), values: textList }),
]);

const inputCoding: z.ZodType<InputCoding> = z.object({
  meanings: z.array(z.tuple([shortText, shortText])),
  scales: z.array(z.object({ column: shortText, mean: z.number(), deviation: z.number().min(0) })),
  table: z.object({ decimal: z.enum(['.', ',']), features: listOf(columnCoding), target: columnCoding }).optional(),
});
const versionedSchema = z.object({ formatVersion: z.number() });

const recordSchema = z.object({
  formatVersion: z.literal(1),
  /** Meta-iterations that were done when the split was written down: what trained before is not known from it. */
  fromIteration: z.int().min(0),
  split: z.discriminatedUnion('kind', [classSplit, z.object({ kind: z.literal('module'), digest: digest.nullable() })]),
  /** Runs of earlier versions have none, and a run goes on without. */
  coding: inputCoding.optional().catch(undefined),
});

/** A class that stood on both sides would be measured as held out after it was trained on. */
function namesDiffer(classes: readonly ClassContent[]): boolean {
  return new Set(classes.map(({ name }) => name)).size === classes.length;
}

export interface SplitRecord {
  readonly fromIteration: number;
  readonly split: KeptSplit;
  readonly coding?: InputCoding | undefined;
}

/** Where there are no data there is nothing to keep. */
type KeptSplit = Exclude<DataSplit, { readonly kind: 'none' }>;

/** What a run keeps of its split. `damaged`: `problem` says in a sentence what is wrong with the file. */
export type FoundSplit =
  | { readonly kind: 'found'; readonly record: SplitRecord }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly problem: string };

/** Never rejects. */
export async function readSplitRecord(directory: string): Promise<FoundSplit> {
  const { split: file } = runFiles(directory);
  const damaged = (problem: string): FoundSplit => ({ kind: 'damaged', problem });
  let value: unknown;
  try {
    value = parseBoundedJson(await readBounded(file, splitBounds.bytes), splitBounds);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'missing' };
    if (error instanceof SyntaxError) return damaged(`${file} is damaged: it is not JSON.`);
    return damaged(explainReadFailure(file, error));
  }
  const versioned = versionedSchema.safeParse(value);
  if (versioned.success && versioned.data.formatVersion > 1)
    return damaged(`${file} was written by a newer Reptile Lab. Update Reptile Lab.`);
  const record = recordSchema.safeParse(value);
  if (record.success) {
    const { fromIteration, split, coding } = record.data;
    return { kind: 'found', record: { fromIteration, split, ...(coding && { coding }) } };
  }
  const where = record.error.issues.map((issue) => issue.path.join('.')).join(', ');
  return damaged(`${file} is damaged: ${where} is missing or not what it should be.`);
}

/**
 * Writes the run's split down, in the place of an earlier one. False where there are too many classes to be read back:
 * then it is as with runs that keep none. Categories of a table that are too many are left out first.
 * @throws {LockLostError} when another process has taken the run over; the system's error
 */
export async function writeSplitRecord(hold: RunHold, record: SplitRecord): Promise<boolean> {
  const whole: z.input<typeof recordSchema> = { formatVersion: 1, ...record };
  const { table, ...coding } = record.coding ?? {};
  const versions = table === undefined ? [whole] : [whole, { ...whole, coding }];
  const fitting = encodeFitting(versions, splitBounds);
  if (fitting === undefined) return false;
  const mayReplace = () => hold.assertHeld();
  await writeAtomically(runFiles(hold.directory).split, fitting.text, { durable: true, mayReplace });
  return true;
}
