// JSON Schema of the experiment file, generated from the one schema: a strict one for tools, and one that drives VS Code's completion and hover.

import { z } from 'zod';
import { experimentSchema } from './schema.ts';

/**
 * The strict JSON Schema (draft 7): accepts what the schema accepts before defaults are filled in. For editors and tools other than VS Code.
 */
export function experimentJsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-7' });
  return { title: 'Reptile Lab experiment', allowComments: true, allowTrailingCommas: true, ...schema };
}
