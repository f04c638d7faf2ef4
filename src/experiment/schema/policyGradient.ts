// How trajectories of a control task become policy-gradient steps, in the experiment file: the settings that all
// control tasks share.

import * as z from 'zod';
import { count, interval, positive } from './fields.ts';

export const policyGradient = {
  trajectories: count(
    'Trajectories of the current policy that each inner step is taken on. They take the place of "innerBatch".',
    10_000,
  ).default(20),
  queryTrajectories: count(
    'Fresh trajectories that measure the return on a held-out task, before adaptation and after inner steps.',
    10_000,
  ).default(20),
  discount: z
    .number()
    .min(0)
    .max(1)
    .describe('Weight of a reward one time step later, while adapting. Returns are reported undiscounted.')
    .default(0.99),
  gaeLambda: z
    .number()
    .min(0)
    .max(1)
    .describe(
      "λ of generalised advantage estimation. 1: the return to go minus the baseline; less: less noise, and more of the baseline's error.",
    )
    .default(1),
  baseline: z
    .enum(['linearFeature', 'timeDependentMean', 'none'])
    .describe(
      "The return that an action is compared with. 'linearFeature': least squares on observation and time, as MAML's code; 'timeDependentMean': the " +
        "mean over the trajectories; 'none': zero.",
    )
    .default('linearFeature'),
  initialStandardDeviation: positive(
    "Standard deviation of the untrained policy's actions, of which 1 is the full range. It is learned from there.",
  )
    .max(10)
    .default(1),
  heldOutSector: interval(
    'Directions from the origin, in degrees counter-clockwise from the x axis, whose goals are held out: training never sees them. Default: held-out ' +
      'goals are drawn anew from the whole region.',
  ).optional(),
} as const;

/** The same as a schema of its own, for the type. */
export const policyGradientSettings = z.strictObject(policyGradient);
