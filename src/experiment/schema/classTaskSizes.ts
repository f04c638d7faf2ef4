// Sizes of a few-shot classification task, whatever its classes are made of.

import * as z from 'zod';
import { count } from './fields.ts';

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
