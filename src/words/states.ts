// The states of a run as a person meets them: how each is called, how it feels, and what may be asked of a run in it.

import type { RunRequest } from '../panel/panelMessages.ts';
import type { RunState } from '../runs/runState.ts';
import type { Translate } from './translate.ts';

/**
 * `unapproved`: queued, but it does not start before the person has seen what it executes and agreed. `diverged`:
 * failed, and would fail again bit for bit when resumed.
 */
export type ShownState = RunState | 'unapproved' | 'diverged';

/** What a person may ask of a run, as far as its state decides it. */
export type RunAction = RunRequest | 'delete';

/** How a state feels: decides colours, and the page's icon. */
export type StateTone = 'waiting' | 'active' | 'paused' | 'success' | 'stopped' | 'error' | 'warning';

interface StateFacts {
  readonly tone: StateTone;
  /** Its name among the editor's icons. */
  readonly icon: string;
  /** The likeliest first. */
  readonly actions: readonly RunAction[];
}

const facts: Readonly<Record<ShownState, StateFacts>> = {
  queued: { tone: 'waiting', icon: 'clock', actions: ['stop'] },
  unapproved: { tone: 'warning', icon: 'shield', actions: ['start', 'stop'] },
  starting: { tone: 'active', icon: 'loading~spin', actions: ['stop'] },
  running: { tone: 'active', icon: 'sync~spin', actions: ['pause', 'stop', 'checkpoint'] },
  paused: { tone: 'paused', icon: 'debug-pause', actions: ['continue', 'stop', 'checkpoint'] },
  stopping: { tone: 'active', icon: 'loading~spin', actions: [] },
  completed: { tone: 'success', icon: 'pass', actions: ['delete'] },
  stopped: { tone: 'stopped', icon: 'stop-circle', actions: ['resume', 'delete'] },
  failed: { tone: 'error', icon: 'error', actions: ['resume', 'delete'] },
  // Resumed, it would diverge again, bit for bit.
  diverged: { tone: 'error', icon: 'error', actions: ['startSmaller', 'continueSmaller', 'delete'] },
  lost: { tone: 'warning', icon: 'debug-disconnect', actions: ['resume', 'delete'] },
  // Others' logs are only read.
  live: { tone: 'active', icon: 'eye', actions: [] },
  ended: { tone: 'success', icon: 'eye', actions: [] },
  crashed: { tone: 'error', icon: 'eye', actions: [] },
};

/** Every state, in the order of a run's life. */
export const shownStates: readonly ShownState[] = [
  'queued',
  'unapproved',
  'starting',
  'running',
  'paused',
  'stopping',
  'completed',
  'stopped',
  'failed',
  'diverged',
  'lost',
  'live',
  'ended',
  'crashed',
];

export function shownStateOf(run: {
  readonly state: RunState;
  readonly needsApproval: boolean;
  readonly failsAgain: boolean;
}): ShownState {
  if (run.needsApproval) return 'unapproved';
  return run.failsAgain ? 'diverged' : run.state;
}

export function toneOf(state: ShownState): StateTone {
  return facts[state].tone;
}

/** The name of its icon in the editor. */
export function iconOf(state: ShownState): string {
  return facts[state].icon;
}

/** What is offered first in this state. */
export function likeliestIn(state: ShownState): RunAction | undefined {
  return facts[state].actions[0];
}

export function mayBeAsked(state: ShownState, action: RunAction): boolean {
  return facts[state].actions.includes(action);
}

/** What can be asked of a run's trainer or launcher in this state, the likeliest first. */
export function requestsIn(state: ShownState): readonly RunRequest[] {
  return facts[state].actions.filter((action) => action !== 'delete');
}

/** `running`, to stand within a line. */
export function wordOf(state: ShownState, translate: Translate): string {
  switch (state) {
    case 'queued':
      return translate('queued');
    case 'unapproved':
      return translate('queued elsewhere: start it yourself');
    case 'starting':
      return translate('starting');
    case 'running':
      return translate('running');
    case 'paused':
      return translate('paused');
    case 'stopping':
      return translate('stopping');
    case 'completed':
      return translate('completed');
    case 'stopped':
      return translate('stopped');
    case 'failed':
      return translate('failed');
    case 'diverged':
      return translate('diverged');
    case 'lost':
      return translate('lost');
    case 'live':
      return translate('live');
    case 'ended':
      return translate('ended');
    case 'crashed':
      return translate('crashed');
  }
}

/** `stopped at 42 %`, with the place to which the run has come. */
export function wordAt(state: Exclude<ShownState, 'unapproved'>, place: string, translate: Translate): string {
  switch (state) {
    case 'queued':
      return translate('queued at {0}', place);
    case 'starting':
      return translate('starting at {0}', place);
    case 'running':
      return translate('running at {0}', place);
    case 'paused':
      return translate('paused at {0}', place);
    case 'stopping':
      return translate('stopping at {0}', place);
    case 'completed':
      return translate('completed at {0}', place);
    case 'stopped':
      return translate('stopped at {0}', place);
    case 'failed':
      return translate('failed at {0}', place);
    case 'diverged':
      return translate('diverged at {0}', place);
    case 'lost':
      return translate('lost at {0}', place);
    case 'live':
      return translate('live at {0}', place);
    case 'ended':
      return translate('ended at {0}', place);
    case 'crashed':
      return translate('crashed at {0}', place);
  }
}

/** `Running`, to stand for itself. */
export function titleOf(state: ShownState, translate: Translate): string {
  const word = wordOf(state, translate);
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
