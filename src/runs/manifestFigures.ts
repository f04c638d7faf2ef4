// Figures on held-out tasks as a run's manifest has them.

import * as z from 'zod';
import { baselineNames } from '../experiment/baselineNames.ts';
import { quantities } from '../experiment/quantities.ts';
import { measured } from './trainedBy.ts';

const halfInterval = measured.refine((value) => !(value < 0));
/** Of samples, or of time. */
export const share = z.number().min(0).max(1);
/** Of what was measured: no number after an adaptation that diverged. */
const isShareOrNone = (value: number) => !(value < 0 || value > 1);

/** A measurement on held-out tasks. */
export const heldOutFigureSchema = z.object({
  iteration: z.int().min(0),
  loss: measured,
  lossCi95: halfInterval,
  /** Absent for regression, as intervals are where too few tasks were measured. */
  accuracy: measured.refine(isShareOrNone).optional(),
  accuracyCi95: halfInterval.optional(),
  /** Undiscounted return of a policy; absent where there is none. */
  return: measured.optional(),
  returnCi95: halfInterval.optional(),
});

export const baselinesIfKnown = z
  .array(z.object({ name: z.enum(baselineNames), quantity: z.enum(quantities), mean: measured, ci95: halfInterval }))
  .max(baselineNames.length)
  .nullable()
  .catch(null)
  .default(null);

export type HeldOutFigure = z.output<typeof heldOutFigureSchema>;

/** Whether the figure can be read back from a manifest, as every one that was measured can. */
export function isReadableFigure(figure: HeldOutFigure): boolean {
  // JSON says of what is infinite what it says of what is no number.
  if (!isShareOrNone(figure.accuracy ?? Number.NaN)) return false;
  return heldOutFigureSchema.safeParse(JSON.parse(JSON.stringify(figure))).success;
}
