// The algorithm in the experiment file.

import * as z from 'zod';
import { count, positive } from './fields.ts';
import { innerOptimizer } from './innerOptimizer.ts';

export const algorithm = z
  .strictObject({
    kind: z.literal('reptile').describe('θ ← θ + ε · mean(θᵢ − θ).').default('reptile'),
    metaIterations: count('Updates of the initialization.', 1_000_000_000).default(1000),
    metaBatch: count('Tasks per update. 1 is the serial version.', 10_000).default(5),
    metaStepSize: positive('ε at the first meta-iteration.').max(10).default(1),
    metaStepSizeFinal: z.number().min(0).max(10).describe('ε after the last meta-iteration; linear in between.').default(0),
    innerSteps: count('Optimizer steps on each task.', 100_000).default(5),
    innerBatch: count('Samples per inner step.', 100_000).default(10),
    innerOptimizer,
  })
  .describe('How the initialization is found.');
