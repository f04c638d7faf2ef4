// In words: what becomes of a schedule when a run is extended.

import type { Translate } from './translate.ts';

/** ε at the checkpoint that is gone on from: as the run had it, and as the longer one has it. */
export interface StepSizeChange {
  readonly before: number;
  readonly after: number;
}

export function describeStepSizeChange({ before, after }: StepSizeChange, translate: Translate): string {
  return translate(
    'The meta step size follows the share of all meta-iterations that is done. It goes on as in a run of the new length, with {0}; it was {1}. ' +
      'Such a run would have had other step sizes from the beginning: for exactly that, start the experiment anew.',
    inShort(after),
    inShort(before),
  );
}

function inShort(value: number): string {
  return String(Number(value.toPrecision(4)));
}
