// What `reptile-lab eval --json` and `compare --json` print, a line for each protocol, as far as a report shows it.

import * as z from 'zod';
import { baselineNames } from '../../experiment/baselineNames.ts';
import { reasonsApart } from '../../runs/comparableEvaluation.ts';
import { measuredParameters } from '../../runs/measuredParameters.ts';
import { dataChangesSchema } from '../../runs/storedChanges.ts';

/** What is no finite number is null in JSON. */
const measured = z
  .number()
  .nullable()
  .optional()
  .transform((value) => value ?? Number.NaN);
const quantity = z.enum(['accuracy', 'loss', 'return']);

const protocol = {
  tasks: z.int(),
  askedTasks: z.int(),
  firstTask: z.int(),
  seed: z.int(),
  evaluateOn: z.enum(['validation', 'test']).nullable(),
  shots: z.int().nullable(),
  transductive: z.boolean(),
};

/** In the place of random parameters. */
const beginsWith = z.string().nullable();
/** What a person should know of the figures, in sentences. */
const warnings = z.array(z.string());

const distribution = z.object({
  mean: measured,
  ci95: measured,
  standardDeviation: measured,
  median: measured,
  quantile05: measured,
  quantile95: measured,
});

const calibration = z.object({
  meanConfidence: measured,
  accuracy: measured,
  expectedCalibrationError: measured,
  negativeLogLikelihood: measured,
  brierScore: measured,
});

const figures = {
  accuracy: measured,
  accuracyCi95: measured,
  loss: measured,
  lossCi95: measured,
  return: measured,
  returnCi95: measured,
};

const evaluation = z.object({
  run: z.string(),
  iteration: z.int(),
  parameters: z.enum(measuredParameters),
  ...protocol,
  innerSteps: z.int(),
  innerBatch: z.int(),
  ...figures,
  before: z.object(figures),
  spread: z.object({ quantity, before: distribution, after: distribution }).nullable(),
  worst: z.array(z.object({ task: z.int(), value: measured })),
  calibration: z.object({ before: calibration, after: calibration }).optional(),
  confusion: z
    .object({ classes: z.array(z.string()), counts: z.array(z.tuple([z.int(), z.int(), z.int()])) })
    .optional(),
  published: z.array(
    z.object({
      figure: quantity,
      value: z.number(),
      ci95: z.number().optional(),
      iterations: z.number().optional(),
      source: z.string(),
      difference: measured,
    }),
  ),
  publishedOtherwise: z.array(
    z.object({
      figure: quantity,
      value: z.number(),
      ci95: z.number().optional(),
      source: z.string(),
      differs: z.array(z.string()),
    }),
  ),
  baselines: z
    .array(
      z.object({
        name: z.enum(baselineNames),
        quantity,
        mean: measured,
        ci95: measured,
        difference: z.object({ mean: measured, ci95: measured }),
      }),
    )
    .nullable(),
  divergedTasks: z.int(),
  beginsWith,
  warnings,
  apart: z.enum(reasonsApart).nullable(),
  data: z.object({ changes: dataChangesSchema.nullable() }).nullable(),
  /** The file that they were stored in. */
  probabilities: z.string().nullable().optional(),
  engineVariant: z.string(),
  seconds: z.number(),
});

const difference = z.object({
  mean: measured,
  ci95: measured,
  pHolm: measured,
  above: z.int(),
  equal: z.int(),
  below: z.int(),
});

const comparison = z.object({
  quantity,
  ...protocol,
  reference: z.string().nullable(),
  runs: z.array(
    z.object({
      run: z.string(),
      name: z.string(),
      label: z.string(),
      iteration: z.int(),
      innerSteps: z.int(),
      innerBatch: z.int(),
      source: z.enum(['stored', 'measured']),
      beginsWith,
      warnings,
      changes: dataChangesSchema.nullable(),
      mean: measured,
      ci95: measured,
      difference: difference.nullable(),
    }),
  ),
  baselines: z.array(z.object({ name: z.enum(baselineNames), mean: measured, ci95: measured, difference })),
});

export type EvaluationLine = z.output<typeof evaluation>;
export type ComparisonLine = z.output<typeof comparison>;
export type ReportedQuantity = z.output<typeof quantity>;

/** Evaluations, or comparisons, of all protocols that were measured: of a command that was ended early, of some. */
export interface ReportLines {
  readonly evaluations: readonly EvaluationLine[];
  readonly comparisons: readonly ComparisonLine[];
}

/** @throws {ReportLinesError} where a line is none that this version's command line prints */
export function parseReportLines(output: string): ReportLines {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const parsed = lines.map((line) => z.union([comparison, evaluation]).safeParse(parseJson(line)));
  const found = parsed.map((line) => {
    if (line.success) return line.data;
    throw new ReportLinesError(
      'The command line has answered in a way that this version does not know. Reload the window.',
    );
  });
  return {
    evaluations: found.filter((line) => 'iteration' in line),
    comparisons: found.filter((line) => 'runs' in line),
  };
}

/** The extension and its command line are of two versions. */
export class ReportLinesError extends Error {
  override readonly name = 'ReportLinesError';
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
