// A published figure in the experiment file: what others measured with these settings, shown beside what is measured
// here.

import * as z from 'zod';
import { quantities } from '../quantities.ts';

export const publishedFigure = z
  .strictObject({
    figure: z.enum(quantities).describe('What was measured, after adaptation.'),
    value: z
      .number()
      .min(-1e9)
      .max(1e9)
      .describe('The mean over tasks. Accuracy from 0 to 1.')
      .meta({ examples: [0.95] }),
    ci95: z.number().min(0).max(1e9).describe('Half of its 95 % interval.').optional(),
    transductive: z
      .boolean()
      .describe('Measured with all query samples normalised in one batch. Default: it makes no difference.')
      .optional(),
    shots: z
      .int()
      .min(1)
      .max(10_000)
      .describe("Measured with so many shots. Default: the task's own number.")
      .optional(),
    iterations: z
      .int()
      .min(1)
      .max(1e9)
      .describe('Measured after so many meta-iterations. Named beside the difference where ours are others.')
      .meta({ examples: [100_000] })
      .optional(),
    source: z
      .string()
      .min(1)
      .max(1000)
      .describe('Where it is published.')
      .meta({ examples: ['Nichol et al. 2018, table 1'] }),
  })
  .describe('A published figure.');
