// The state of a run as a reader sees it: what the manifest says, or lost when its process is gone without a last word.
// A log of another program, which has no manifest, is live, or has ended, or crashed.

import type { Manifest, RecordedState } from './manifest.ts';
import type { FailureReason } from './runFailure.ts';

export type RunState = RecordedState | 'lost' | LogState;

/** Of another program's log: it is shown, and nothing can be asked of it. `crashed`: its program says that it failed. */
export type LogState = 'live' | 'ended' | 'crashed';

/** No process is expected to be at work in these; `resume` continues from the newest checkpoint unless completed. */
export type EndedState = Extract<RunState, 'completed' | 'stopped' | 'failed' | 'lost' | 'ended' | 'crashed'>;

export function isEnded(state: RunState): state is EndedState {
  switch (state) {
    case 'completed':
    case 'stopped':
    case 'failed':
    case 'lost':
    case 'ended':
    case 'crashed':
      return true;
    case 'queued':
    case 'starting':
    case 'running':
    case 'paused':
    case 'stopping':
    case 'live':
      return false;
  }
}

export function isLogState(state: string): state is LogState {
  return state === 'live' || state === 'ended' || state === 'crashed';
}

/** Whether the run would fail again in the same way: something about its experiment has to change first. */
export function wouldFailAgain(state: RunState, { failure }: Pick<Manifest, 'failure'>): boolean {
  if (state !== 'failed' || failure === null) return false;
  return 'code' in failure ? failure.code === 'diverged' : failure.cause === 'divergence';
}

const askForCorrection: ReadonlySet<string> = new Set<Extract<FailureReason, { readonly code: string }>['code']>([
  'data',
  'experiment',
  'initialization',
  'model',
  'outOfMemory',
  'workerOutOfMemory',
  'programMissing',
]);

/** Whether what failed is to be put right in the experiment's file, or where that says that data or programs lie. */
export function isPutRightInFile(failure: FailureReason | null): boolean {
  return failure !== null && 'code' in failure && askForCorrection.has(failure.code);
}

/** Whether the run goes on where the person accepts that its data have changed. */
export function failedForChangedData(state: RunState, { failure }: Pick<Manifest, 'failure'>): boolean {
  if (state !== 'failed' || failure === null) return false;
  return 'code' in failure ? failure.code === 'changedData' : failure.cause === 'changedData';
}

/** Undefined where it can go on: a program has to say how it does. */
export function whyNotResumed({ name, state, startedAt, trainedBy }: Manifest): string | undefined {
  if (trainedBy.kind === 'reptileLab' || trainedBy.isResumable || startedAt === null || state === 'completed')
    return undefined;
  return `“${name}” cannot be resumed: the program that trains it says nothing of how it goes on ("resume" of the trainer). Start a new run.`;
}

/** A stopped, failed or lost run continues from its newest checkpoint, or from the start where there is none. */
export function isResumable(state: RunState): boolean {
  return isEnded(state) && state !== 'completed' && !isLogState(state);
}
