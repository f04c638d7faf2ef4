// The part of an experiment file that names another program as the trainer: what is started, what it is given, and what
// it understands.

import * as z from 'zod';
import { directions } from '../quantities.ts';
import { count } from '../schema/fields.ts';

/** Bounds of what a command may be: systems take about as much. */
const longest = { arguments: 200, argument: 10_000 };
const mostParameters = 200;
const mostSeconds = 7 * 86_400;

const argument = z
  .string()
  .max(longest.argument)
  .regex(/^[^\0]*$/, 'must not contain a zero character');

const command = (description: string) => z.array(argument).min(1).max(longest.arguments).describe(description);

const parameterName = /^[A-Za-z_][\w-]{0,99}$/;

export const parameter = z.union([
  z.number(),
  z.boolean(),
  z
    .string()
    .max(longest.argument)
    .regex(/^[^\0]*$/),
]);

export type ParameterValue = z.output<typeof parameter>;

const seconds = (description: string) => z.number().min(0.1).max(mostSeconds).describe(description);

const metrics = z
  .strictObject({
    figureOfMerit: z
      .string()
      .min(1)
      .max(200)
      .regex(/^\P{Cc}+$/u, 'must stay on one line')
      .describe('The name under which the program logs the figure that runs are judged by.')
      .meta({ examples: ['test/accuracy'] }),
    direction: z.enum(directions).describe('Which of its values are better.'),
  })
  .describe('By what runs are judged, listed and compared.');

export const trainer = z
  .strictObject({
    command: command(
      'The program and its arguments. It is started as it stands, by no shell, in the folder of this file; `${parameters.NAME}` and `${seed}` stand for their values, `${run}` for the folder that is the program’s own.',
    ).meta({ examples: [['python3', 'train.py']] }),
    resume: command(
      'What is started instead when a run goes on that has ended early. Without it such a run cannot be resumed.',
    ).optional(),
    parameters: z
      .record(z.string().regex(parameterName, 'must be a letter or _ and then letters, digits, _ or -'), parameter)
      .refine((parameters) => Object.keys(parameters).length <= mostParameters)
      .describe('Numbers, texts and true or false, by name: written to `parameters.json`, and filled into the command.')
      .default({}),
    parametersSchema: z
      .record(z.string().max(longest.argument), z.json())
      .describe('A JSON Schema of the parameters: by it they are checked, also in sweeps, explained and completed.')
      .optional(),
    steps: count('At which step training is complete, so that progress can be told.', 1_000_000_000).optional(),
    metrics: metrics.optional(),
    stop: z
      .enum(['signal', 'file'])
      .describe('How the program hears that it is to stop: by SIGTERM, or by a file named `stop` in its folder.')
      .default('signal'),
    stopSeconds: seconds('So long it has to end then, before it is ended by force.').default(10),
    pause: z
      .enum(['none', 'file', 'signal'])
      .describe(
        'How it pauses: not at all, while a file named `pause` is in its folder, or by SIGSTOP and SIGCONT, of which it need know nothing.',
      )
      .default('none'),
    hangAfterSeconds: seconds(
      'Without a figure and without a line of output for so long it is taken to hang, and ended. By default it may be silent for ever.',
    ).optional(),
  })
  .describe('A program that trains in the place of Reptile Lab’s own trainer. It runs with your rights.');
