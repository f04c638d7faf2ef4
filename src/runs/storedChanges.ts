// How changed data that a person accepted stand in a run's files.

import * as z from 'zod';
import { mostNamedChanges } from '../tasks/split/dataChanges.ts';
import type { DataChanges, NamedChange, SomeOfThem } from '../tasks/split/describeChanges.ts';

const count = z.int().min(0);
/** Only shown: more and longer ones than are ever written are cut. */
const shortName = z.string().transform((name) => name.slice(0, 200));

const scale = z.object({ mean: z.number(), deviation: z.number().min(0) });

const namedChange: z.ZodType<NamedChange> = z.union([
  z.object({
    name: shortName,
    how: z
      .enum(['tooFew', 'otherContent'])
      .or(z.object({ samples: count, insteadOf: count }))
      .optional(),
  }),
  z.object({ the: z.enum(['episodes', 'moduleSource']) }),
  z.object({ column: shortName, earlier: scale, now: scale }),
  z.object({ column: shortName, lost: shortName }),
  shortName,
]);

const some: z.ZodType<SomeOfThem> = z.object({
  count,
  names: z.array(namedChange).transform((names) => names.slice(0, mostNamedChanges)),
});

export const dataChangesSchema: z.ZodType<DataChanges> = z.object({ came: some, went: some, changed: some });

export const mostKeptChanges = 10;

/** In a manifest: at which meta-iteration a run went on with changed data, and what had changed; the last times. */
export const dataChangesList = z
  .array(z.object({ iteration: z.int().min(0), at: z.string().max(100), changes: dataChangesSchema }))
  .transform((all) => all.slice(-mostKeptChanges))
  .catch([])
  .default([]);
