// Sizes of a few-shot classification task, whatever its classes are made of, and which samples it brings together.

import * as z from 'zod';
import { count, dataPath } from './fields.ts';

/** Classes that a task has at most. */
export const mostWays = 10_000;

const grouping = z
  .strictObject({
    classes: z
      .enum(['any', 'oneGroup'])
      .describe(
        "'oneGroup': all classes of a task, in training too, are of one group: an Omniglot alphabet, a folder of class folders, a speaker, a domain of texts.",
      )
      .default('any'),
    queries: z
      .enum(['any', 'sameMaker', 'otherMaker', 'oneOtherMaker'])
      .describe(
        "Whose the samples of an evaluated task are, where the data tell makers (drawers, speakers). 'sameMaker': all samples of a class are one maker's. " +
          "'otherMaker': queries of a class are from makers that none of its support samples is from. 'oneOtherMaker': all support samples of the task " +
          'are from one maker and all queries from one other, as in Lake et al. (2015).',
      )
      .default('any'),
  })
  .describe('Which classes and samples come together in a task. Default: any.')
  .optional();

export const classTaskSizes = {
  ways: z.int().min(2).max(mostWays).describe('Classes in a task.').default(5),
  shots: count('Support samples of each class when a task is evaluated.', 10_000).default(1),
  queries: count('Query samples of each class when a task is evaluated.', 10_000).default(1),
  trainShots: count(
    'Samples of each class while meta-training. The paper trains with more than it evaluates.',
    10_000,
  ).default(10),
  grouping,
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
