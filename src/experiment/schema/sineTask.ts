// The sine task in the experiment file.

import * as z from 'zod';
import { count, interval } from './fields.ts';

export const sineTask = z
  .strictObject({
    kind: z.literal('sine'),
    amplitude: interval('Amplitudes are drawn uniformly from this interval.').default([0.1, 5]),
    phase: interval('Phases are drawn uniformly from this interval, in radians.').default([0, 2 * Math.PI]),
    domain: interval('The x values span this interval.').default([-5, 5]),
    points: count('Evenly spaced points a task is evaluated on.', 100_000).default(50),
    shots: count(
      'Points in the support set when a task is evaluated, drawn at random from all points; the rest measure.',
      100_000,
    ).default(10),
    trainShots: count(
      'Points of a task while meta-training, drawn at random. Default: all points, so that inner batches differ from step to step.',
      100_000,
    ).optional(),
  })
  .describe('One-dimensional regression: y = amplitude · sin(x + phase).');
