// The colour of a run's state.

import type { RunState } from '../runs/runState.ts';
import { toneOf } from '../words/states.ts';
import type { Style } from './terminal.ts';

export function styleOfState(state: RunState): Style {
  switch (toneOf(state)) {
    case 'waiting':
      return 'dim';
    case 'active':
      return state === 'running' ? 'cyan' : 'dim';
    case 'success':
      return 'green';
    case 'paused':
    case 'stopped':
      return 'yellow';
    case 'error':
    case 'warning':
      return 'red';
  }
}
