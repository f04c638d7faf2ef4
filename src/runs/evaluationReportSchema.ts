// The schema of an evaluation's report, and of the figures of its single tasks, as they are stored.

import * as z from 'zod';
import { integerTriples, listOf, measuredList, numberList, textList } from '../base/boundedLists.ts';
import { quantities } from '../experiment/quantities.ts';
import type { EvaluationReport, TaskFigures } from '../meta/evaluationReport.ts';
import { measured } from './trainedBy.ts';

/** The experiment file asks for no more inner steps than 100,000. */
const mostSteps = 100_001;
const mostNamedTasks = 1000;

export const quantitySchema = z.enum(quantities);
export const meanAndInterval = z.object({ mean: measured, ci95: measured });
const distribution = meanAndInterval.extend({
  standardDeviation: measured,
  median: measured,
  quantile05: measured,
  quantile95: measured,
});
const isShare = (value: number) => !(value < 0 || value > 1);
const share = measured.refine(isShare);
const calibration = z.object({
  samples: z.int(),
  meanConfidence: measured,
  accuracy: share,
  expectedCalibrationError: measured,
  negativeLogLikelihood: measured,
  brierScore: measured,
  bins: listOf(
    z.object({ from: z.number(), to: z.number(), samples: z.int(), meanConfidence: z.number(), accuracy: share }),
  ),
});
const reportOfAnyKind = {
  tasks: z.int().min(1),
  /** As many as there are inner steps, and one, at most. */
  steps: numberList.refine(({ length }) => length <= mostSteps),
  figures: listOf(
    z
      .object({ quantity: quantitySchema, curve: listOf(meanAndInterval), before: distribution, after: distribution })
      .refine(
        (of) => of.quantity !== 'accuracy' || [...of.curve, of.before, of.after].every(({ mean }) => isShare(mean)),
      ),
  ).refine(({ length }) => length > 0 && length <= quantitySchema.options.length),
  worst: listOf(z.object({ task: z.int(), value: measured })).refine(({ length }) => length <= mostNamedTasks),
};

const reportOfOneKind = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('classification'),
    ...reportOfAnyKind,
    calibration: z.object({ before: calibration, after: calibration }),
    confusion: z.object({ classes: textList, counts: integerTriples }),
  }),
  z.object({ kind: z.literal('regression'), ...reportOfAnyKind }),
  z.object({ kind: z.literal('control'), ...reportOfAnyKind }),
]);

export const reportSchema: z.ZodType<EvaluationReport> = reportOfOneKind.refine(
  ({ steps, figures }) => figures.every(({ curve }) => curve.length === steps.length),
  { path: ['figures'] },
);

export const taskFigures: z.ZodType<TaskFigures> = z.object({
  quantity: quantitySchema,
  before: measuredList,
  after: measuredList,
});
