// A split by shuffling, which several domains share.

import * as z from 'zod';

/** @param parts what is shuffled and held out */
export const splitBySeed = (parts: 'classes' | 'tasks') =>
  z
    .strictObject({
      by: z.literal('seed'),
      seed: z
        .int()
        .min(0)
        .max(0xffffffff)
        .describe('Of the shuffling. The same for every seed of the experiment.')
        .default(0),
      heldOutShare: z
        .number()
        .gt(0)
        .lt(1)
        .describe(`Part of the ${parts} that is held out, rounded to whole ${parts}.`)
        .default(0.3),
    })
    .describe(`${parts === 'classes' ? 'Classes' : 'Tasks'} are shuffled, and the last ones held out.`);
