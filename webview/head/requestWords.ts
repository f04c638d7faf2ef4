// What can be asked of a run, in words: the button, its tooltip, and what is said when it was pressed.

import type { RunRequest } from '../../src/panel/panelMessages.ts';
import { translate } from '../translate.ts';

export interface RequestWords {
  readonly label: string;
  readonly hint: string;
  /** What is said when it was pressed. */
  readonly sent: string;
}

export function wordsOfRequest(request: RunRequest): RequestWords {
  switch (request) {
    case 'start':
      return {
        label: translate('Start…'),
        hint: translate('See what the run executes, and start it if you agree.'),
        sent: translate('Asking'),
      };
    case 'startSmaller':
      return {
        label: translate('Start with a Smaller Rate…'),
        hint: translate('Begin a new run of the same experiment with a smaller learning rate.'),
        sent: translate('Asking'),
      };
    case 'continueSmaller':
      return {
        label: translate('Continue with a Smaller Rate…'),
        hint: translate('Begin a new run with the parameters of an earlier checkpoint and a smaller learning rate.'),
        sent: translate('Asking'),
      };
    case 'pause':
      return {
        label: translate('Pause'),
        hint: translate('Wait after this meta-iteration; the process keeps its state in memory.'),
        sent: translate('Pausing'),
      };
    case 'continue':
      return {
        label: translate('Continue'),
        hint: translate('Go on where the run was paused.'),
        sent: translate('Continuing'),
      };
    case 'stop':
      return {
        label: translate('Stop'),
        hint: translate('Save a checkpoint and end the process. The run can be resumed.'),
        sent: translate('Stopping'),
      };
    case 'resume':
      return {
        label: translate('Resume'),
        hint: translate('Continue bit for bit from the newest checkpoint.'),
        sent: translate('Resuming'),
      };
    case 'checkpoint':
      return {
        label: translate('Save Checkpoint'),
        hint: translate('Save the state now, besides the regular checkpoints.'),
        sent: translate('Saving a checkpoint'),
      };
  }
}
