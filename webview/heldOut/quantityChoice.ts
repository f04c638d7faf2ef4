// The choice between the quantities that a chart of held-out tasks can show.

import type { Quantity } from '../../src/experiment/quantities.ts';
import type { RunSummary } from '../../src/panel/panelMessages.ts';

/** A policy is measured by its return alone. */
export type ChoosableQuantity = Exclude<Quantity, 'return'>;

export interface QuantityChoice {
  /** What was chosen last, even where this run does not measure it. */
  readonly value: ChoosableQuantity;
  /** Only where a run measures several. */
  readonly isOffered: boolean;
}

export function offerQuantity({ quantities }: RunSummary, chosen: Quantity): QuantityChoice {
  return { value: chosen === 'loss' ? 'loss' : 'accuracy', isOffered: quantities.length > 1 };
}
