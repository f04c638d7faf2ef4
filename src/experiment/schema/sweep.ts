// Sweeps in the experiment file: which keys take which values, how they are combined, and with which seeds.

import * as z from 'zod';
import { quantities } from '../quantities.ts';
import { count } from './fields.ts';

const mostValues = 1000;
const mostParameters = 50;
const mostRuns = 10_000;

const seed = z.int().min(0).max(0xffffffff);

const rangeKeys = {
  from: z.number().describe('The smallest value.'),
  to: z.number().describe('The largest value.'),
  scale: z.enum(['linear', 'log']).describe('On which scale values are evenly spread.').default('linear'),
  integer: z.boolean().describe('Whole numbers only.').default(false),
};

const values = z.array(z.json()).min(1).max(mostValues);

const gridParameter = z
  .union([
    values,
    z.strictObject({ ...rangeKeys, points: count('Values of the grid, both ends among them.', mostValues).min(2) }),
  ])
  .describe('a list of values [ … ] or a range { "from": 0.001, "to": 0.1, "scale": "log", "points": 5 }');

const drawnParameter = z
  .union([values, z.strictObject(rangeKeys)])
  .describe('a list of values [ … ] or a range { "from": 0.001, "to": 0.1, "scale": "log" }');

const key = z.string().min(1).max(1000);
const oneToFifty = (parameters: object) =>
  Object.keys(parameters).length >= 1 && Object.keys(parameters).length <= mostParameters;

const successiveHalving = z
  .strictObject({
    firstRung: count('Meta-iterations that every setting is given.', 1_000_000_000),
    reductionFactor: z
      .int()
      .min(2)
      .max(100)
      .describe('One of so many runs goes on from each rung to the next, which is so many times as long.')
      .default(3),
    figure: z
      .enum(quantities)
      .describe(
        'What runs are compared by at the end of a rung, on held-out tasks. By default accuracy, of policies the return, else the loss. Of losses the lowest is best, of others the highest.',
      )
      .optional(),
  })
  .describe(
    'Asynchronous successive halving (ASHA): every setting is run for `firstRung` meta-iterations, and from each rung only the best go on, from their checkpoint, up to the experiment’s own meta-iterations.',
  )
  .optional();

const shared = {
  successiveHalving,
  seeds: z
    .union([z.int().min(1).max(mostValues), z.array(seed).min(1).max(mostValues)])
    .describe(
      'Every setting is run with each of these seeds: a list, or how many, from the experiment’s own seed upwards.',
    )
    .default(1),
  limit: count('A sweep of more runs than this is refused.', mostRuns).default(100),
};

const drawn = {
  draws: count('How many settings are drawn. Of equal ones only the first is kept.', mostRuns),
  drawSeed: seed.describe('The same seed draws the same settings.').default(0),
  parameters: z
    .record(key, drawnParameter)
    .refine(oneToFifty)
    .describe('By dotted key of the experiment, what its values are drawn from.'),
};

const grid = z
  .strictObject({
    method: z.literal('grid').optional().default('grid'),
    parameters: z
      .record(key, gridParameter)
      .refine(oneToFifty)
      .describe('By dotted key of the experiment, the values that it takes.'),
    ...shared,
  })
  .describe('Every combination of the values.');

const random = z
  .strictObject({ method: z.literal('random'), ...drawn, ...shared })
  .describe('Values drawn at random, independently of each other.');

const latinHypercube = z
  .strictObject({ method: z.literal('latinHypercube'), ...drawn, ...shared })
  .describe(
    'Values drawn so that each parameter is spread evenly: one in each of as many parts of its range as are drawn.',
  );

const list = z
  .strictObject({
    method: z.literal('list'),
    settings: z
      .array(z.record(key, z.json().describe('a value')))
      .min(1)
      .max(mostRuns)
      .describe('Settings, each an object of dotted keys of the experiment and their values.'),
    ...shared,
  })
  .describe('The settings that stand here, and no others.');

export const sweep = z
  .discriminatedUnion('method', [grid, random, latinHypercube, list])
  .describe(
    'Runs of this experiment that differ in some keys: `reptile-lab sweep FILE` and "Start Sweep" start them all.',
  );
