// What a person chose of the table, as it is read from the editor's memory and from views that anybody may have written.

import * as z from 'zod';
import { filterBounds } from '../filter/filterSyntax.ts';
import { columnWidths, firstChoices, type TableChoices } from './tableChoices.ts';

const most = { columns: 500, sorted: 20, id: 300 };

const id = z.string().min(1).max(most.id);
const ids = z.array(id).max(most.columns);

const grouping = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('nothing') }),
  z.strictObject({ by: z.literal('allButSeed') }),
  z.strictObject({ by: z.enum(['column', 'day']), column: id }),
]);

const widths = z
  .record(id, z.number().min(columnWidths.least).max(columnWidths.most))
  .refine((record) => Object.keys(record).length <= most.columns, 'too many columns');

/** What a file does not say is as in a table that nobody has changed. */
export const choicesSchema: z.ZodType<TableChoices> = z.object({
  filter: z.string().max(filterBounds.length).default(firstChoices.filter),
  sort: z
    .array(z.strictObject({ column: id, direction: z.enum(['ascending', 'descending']) }))
    .max(most.sorted)
    .default([]),
  grouping: grouping.default(firstChoices.grouping),
  columns: ids.nullable().default(null),
  pinned: ids.default([...firstChoices.pinned]),
  widths: widths.default({}),
});

/** Those of a table that nobody has changed, where nothing was kept or nobody can make sense of it. */
export function readChoices(kept: unknown): TableChoices {
  return choicesSchema.safeParse(kept).data ?? firstChoices;
}
