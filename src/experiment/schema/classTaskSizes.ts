// Sizes of a few-shot classification task, whatever its classes are made of.

import * as z from 'zod';
import { count, dataPath } from './fields.ts';

/** Classes that a task has at most. */
export const mostWays = 10_000;

export const classTaskSizes = {
  ways: z.int().min(2).max(mostWays).describe('Classes in a task.').default(5),
  shots: count('Support samples of each class when a task is evaluated.', 10_000).default(1),
  queries: count('Query samples of each class when a task is evaluated.', 10_000).default(1),
  trainShots: count(
    'Samples of each class while meta-training. The paper trains with more than it evaluates.',
    10_000,
  ).default(10),
};

export const episodes = z
  .strictObject({
    path: dataPath(
      'CSV or JSON file with the columns episode, side (support or query), class and sample; for Omniglot also a folder or zip of runs as they come ' +
        'with it. Relative to this file.',
    ).meta({ examples: ['episodes.csv'] }),
  })
  .describe(
    'A fixed list of held-out tasks: number i is the i-th episode, and each is measured once. Training draws as before. `ways`, `shots` and ' +
      '`queries` must be those of the list, and `evaluation.tasks` no more than it has.',
  )
  .optional();
