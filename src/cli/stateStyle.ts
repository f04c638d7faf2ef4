// The colour of a run's state.

import type { RunState } from '../runs/runState.ts';
import type { Style } from './terminal.ts';

export function styleOfState(state: RunState): Style {
  switch (state) {
    case 'queued':
    case 'starting':
    case 'stopping':
      return 'dim';
    case 'running':
      return 'cyan';
    case 'completed':
      return 'green';
    case 'paused':
    case 'stopped':
      return 'yellow';
    case 'failed':
    case 'lost':
      return 'red';
  }
}
