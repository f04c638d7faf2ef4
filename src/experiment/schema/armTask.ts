// The task of the reaching arm in the experiment file.

import * as z from 'zod';
import { count, interval, positive } from './fields.ts';
import { policyGradient } from './policyGradient.ts';

const size = (description: string) => positive(description).max(1e3);
const ofBothLinks = (value: z.ZodNumber, description: string) => z.tuple([value, value]).describe(description);

export const armTask = z
  .strictObject({
    kind: z.literal('arm'),
    linkLengths: ofBothLinks(size('Metres.'), 'Lengths of the upper and the lower link, in metres.').default([
      0.5, 0.5,
    ]),
    linkMasses: ofBothLinks(size('Kilograms.'), 'Masses of the links, uniform rods, in kilograms.').default([1, 1]),
    damping: z.number().min(0).max(1e3).describe('Viscous friction in both joints, in N·m·s.').default(1),
    maxTorque: size("Largest torque in each joint, in N·m; a policy's action of ±1.").default(2),
    timeStep: positive('Seconds that an action is held for, one step of the Runge-Kutta method.').max(1).default(0.05),
    startAngles: z
      .tuple([z.number().min(-360).max(360), z.number().min(-360).max(360)])
      .describe(
        'Angles that trajectories start with, in degrees: of the shoulder against the x axis, of the elbow against the upper link.',
      )
      .default([45, 90]),
    goalDistance: interval('Goals lie so far from the shoulder, in metres, uniformly by area.').default([0.4, 0.9]),
    goalDirection: interval(
      'Goals lie in these directions from the shoulder, in degrees counter-clockwise from the x axis.',
    ).default([0, 180]),
    controlCost: z
      .number()
      .min(0)
      .max(1e3)
      .describe('Cost of full torque in one joint for one time step, subtracted from the reward.')
      .default(0.001),
    horizon: count('Time steps of a trajectory.', 10_000).default(50),
    ...policyGradient,
  })
  .describe('Control: a two-link arm reaches for a goal that it does not see, and has to find from rewards.');
