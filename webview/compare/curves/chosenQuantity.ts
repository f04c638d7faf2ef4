// Which of the measured quantities a chart of several runs shows.

import type { Quantity } from '../../../src/experiment/quantities.ts';

/** What was chosen where it is measured, else what comes first. */
export function chosenOf(chosen: Quantity, measured: readonly Quantity[]): Quantity {
  return measured.includes(chosen) ? chosen : (measured[0] ?? chosen);
}
