// Keeps the context keys true, so that palette and menus offer only what can be done.

import { commands } from 'vscode';
import { isEnded, isLogState, whyNotResumed } from '../../runs/runState.ts';
import { mayBeAsked, type RunAction } from '../../words/states.ts';
import { type ContextKey, contextKeys } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunIndex } from './runIndex.ts';
import { kindOf, stateToAskIn } from './runRecord.ts';
import type { WaitingApprovals } from './waitingApprovals.ts';

/** Sets the keys that depend on the runs, now and at every change. */
export function keepRunContextKeys(index: RunIndex, approvals: WaitingApprovals): Disposable {
  const set = createContextKeySetter();
  const update = () => {
    const runs = index.all();
    const states = new Set(runs.map(stateToAskIn));
    const areAny = (action: RunAction) => [...states].some((state) => mayBeAsked(state, action));
    set(contextKeys.hasRuns, runs.length > 0);
    set(
      contextKeys.hasLaunched,
      runs.some((run) => kindOf(run) !== 'log'),
    );
    set(
      contextKeys.hasOwn,
      runs.some((run) => kindOf(run) === 'run'),
    );
    set(contextKeys.hasRunning, areAny('pause'));
    set(contextKeys.hasPaused, areAny('continue'));
    set(
      contextKeys.hasLive,
      runs.some(({ state }) => !isEnded(state) && !isLogState(state)),
    );
    set(
      contextKeys.hasWaiting,
      runs.some(({ state }) => state === 'queued'),
    );
    set(
      contextKeys.hasSweep,
      runs.some(({ state, manifest }) => manifest.group !== null && !isEnded(state)),
    );
    set(
      contextKeys.hasResumable,
      runs.some((run) => mayBeAsked(stateToAskIn(run), 'resume') && whyNotResumed(run.manifest) === undefined),
    );
    set(contextKeys.hasDiverged, areAny('startSmaller'));
    set(contextKeys.hasEnded, areAny('delete'));
    set(
      contextKeys.hasArchived,
      runs.some(({ marks }) => marks.isArchived),
    );
    set(contextKeys.hasUnapproved, approvals.areAny);
    set(
      contextKeys.hasDamaged,
      index.unreadable.some(({ isRepairable }) => isRepairable),
    );
  };
  update();
  const store = new DisposableStore();
  store.add(index.onDidChange(update));
  store.add(index.onDidChangeUnreadable(update));
  store.add(approvals.onDidChange(update));
  return store;
}

/** Sets a key only when its value is another one than before. */
function createContextKeySetter(): (key: ContextKey, value: boolean) => void {
  const known = new Map<ContextKey, boolean>();
  return (key, value) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
}
