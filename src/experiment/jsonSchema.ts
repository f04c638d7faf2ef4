// JSON Schema of the experiment file, generated from the one schema, for tools and editors that validate by it.

import * as z from 'zod';
import { experimentFileSchema, externalFileSchema } from './schema.ts';

export { editorJsonSchema } from './editorJsonSchema.ts';

/**
 * The strict JSON Schema (draft 7): it accepts what the schema accepts before defaults are filled in, and nothing else.
 */
export function experimentJsonSchema(): object {
  const either = z.union([experimentFileSchema, externalFileSchema]);
  const schema = z.toJSONSchema(either, { io: 'input', target: 'draft-7' });
  return { title: 'Reptile Lab experiment', allowComments: true, allowTrailingCommas: true, ...schema };
}
