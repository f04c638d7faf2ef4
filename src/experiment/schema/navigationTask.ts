// The task of 2-D navigation in the experiment file. Defaults are those of the MAML paper and its code.

import * as z from 'zod';
import { count, interval, positive } from './fields.ts';
import { policyGradient } from './policyGradient.ts';

export const navigationTask = z
  .strictObject({
    kind: z.literal('navigation'),
    goalRange: interval(
      'Both coordinates of a goal are drawn uniformly from this interval. The point starts in the origin.',
    ).default([-0.5, 0.5]),
    maxStep: positive("Largest step in each direction in one time step; a policy's action of ±1.")
      .max(1e6)
      .default(0.1),
    goalRadius: z
      .number()
      .min(0)
      .max(1e6)
      .describe('A trajectory ends within this distance of the goal. 0: never.')
      .default(0.01),
    reward: z
      .enum(['distance', 'squaredDistance'])
      .describe("Minus the distance to the goal, as in the code of MAML, or minus its square, as in the paper's text.")
      .default('distance'),
    horizon: count('Time steps after which a trajectory ends.', 10_000).default(100),
    ...policyGradient,
  })
  .describe('Control: a point moves through the plane to a goal that it does not see, and has to find from rewards.');
