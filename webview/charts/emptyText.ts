// What stands where a chart would be while there is nothing to draw: what is waited for, or that it never came.

import { isEnded, type RunState } from '../../src/runs/runState.ts';

const texts = {
  training: ['Waiting for the first meta-iteration…', 'The run ended before its first meta-iteration.'],
  heldOut: [
    'Waiting for the first evaluation on held-out tasks…',
    'The run ended before its first evaluation on held-out tasks.',
  ],
  sample: [
    'Waiting for the first evaluation: it brings a held-out task to look at.',
    'The run ended before its first evaluation, which brings a held-out task to look at.',
  ],
} as const;

export function emptyTextOf(what: keyof typeof texts, state: RunState): string {
  const [waiting, ended] = texts[what];
  return isEnded(state) ? ended : waiting;
}
