// A measurement on held-out tasks, as a run's manifest holds it.

import * as z from 'zod';
import { measured } from './trainedBy.ts';

export const halfInterval = measured.refine((value) => !(value < 0));
/** No number after an adaptation that diverged. */
const isShareOrNone = (value: number) => !(value < 0 || value > 1);

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

/** Whether the figure can be read back from a manifest, as every one that was measured can. */
export function isReadableFigure(figure: z.output<typeof heldOutFigureSchema>): boolean {
  // JSON says of what is infinite what it says of what is no number.
  if (!isShareOrNone(figure.accuracy ?? Number.NaN)) return false;
  return heldOutFigureSchema.safeParse(JSON.parse(JSON.stringify(figure))).success;
}
