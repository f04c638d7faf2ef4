// What an experiment measures and keeps, in the experiment file: evaluations and checkpoints.

import * as z from 'zod';
import { count } from './fields.ts';

export const evaluation = z
  .strictObject({
    every: count('Meta-iterations between evaluations.', 1_000_000_000).default(100),
    tasks: count('Held-out tasks, the same ones at every evaluation.', 1_000_000).default(50),
    innerSteps: count('Optimizer steps on each held-out task.', 100_000).default(50),
    innerBatch: count('Samples per inner step on a held-out task.', 100_000).default(5),
    transductive: z
      .boolean()
      .describe('Normalise all query samples in one batch. Otherwise each one is normalised with the support set only.')
      .default(false),
    trainingClasses: z
      .boolean()
      .describe(
        'Measure as many tasks of the training classes, too, with the support and queries of held-out tasks, as the reference code does.',
      )
      .default(false),
    baselines: z
      .boolean()
      .describe(
        'Set the run beside classical methods that learn the same held-out tasks from their support sets alone.',
      )
      .default(false),
  })
  .describe('How held-out tasks measure the initialization during training.');

export const checkpoint = z
  .strictObject({
    every: count('Meta-iterations between checkpoints.', 1_000_000_000).default(500),
    keep: count(
      'Newest checkpoints that are kept, beside the untrained initialization and the best one.',
      1_000_000,
    ).default(3),
  })
  .describe('When the state is saved, so that a run can be resumed.');
