// What stands where a chart would be while there is nothing to draw: what is waited for, or that it never came.

import { isEnded, type RunState } from '../../src/runs/runState.ts';
import { translate } from '../translate.ts';

export function emptyTextOf(what: 'training' | 'heldOut' | 'sample', state: RunState): string {
  const hasEnded = isEnded(state);
  switch (what) {
    case 'training':
      return hasEnded
        ? translate('The run ended before its first meta-iteration.')
        : translate('Waiting for the first meta-iteration…');
    case 'heldOut':
      return hasEnded
        ? translate('The run ended before its first evaluation on held-out tasks.')
        : translate('Waiting for the first evaluation on held-out tasks…');
    case 'sample':
      return hasEnded
        ? translate('The run ended before its first evaluation, which brings a held-out task to look at.')
        : translate('Waiting for the first evaluation: it brings a held-out task to look at.');
  }
}
