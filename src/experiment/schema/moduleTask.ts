// Tasks from a module of the user's, in the experiment file.

import * as z from 'zod';
import { dataPath } from './fields.ts';

export const moduleTask = z
  .strictObject({
    kind: z.literal('module'),
    path: dataPath('JavaScript or TypeScript file whose default export makes the tasks. Relative to this file.').meta({
      examples: ['tasks.ts'],
    }),
    settings: z.record(z.string().max(1000), z.json()).describe('Given to the module as they are.').default({}),
  })
  .describe('Tasks of your own: a module samples them. Its code runs with your rights.');
