// The states of a run: what each is called, and what may be asked of a run in it.

import assert from 'node:assert/strict';
import { isEnded, isLogState, isResumable } from '../../../src/runs/runState.ts';
import {
  likeliestIn,
  mayBeAsked,
  requestsIn,
  shownStateOf,
  shownStates,
  titleOf,
  wordAt,
  wordOf,
} from '../../../src/words/states.ts';
import { untranslated } from '../../../src/words/translate.ts';

describe('states of a run', () => {
  it('have a word each, which is in English the state’s own', () => {
    assert.equal(new Set(shownStates.map((state) => wordOf(state, untranslated))).size, shownStates.length);
    for (const state of shownStates) if (state !== 'unapproved') assert.equal(wordOf(state, untranslated), state);
    assert.equal(titleOf('unapproved', untranslated), 'Queued elsewhere: start it yourself');
  });

  it('say where the run stands', () => {
    for (const state of shownStates) {
      if (state !== 'unapproved' && state !== 'diverged')
        assert.equal(wordAt(state, '42 %', untranslated), `${state} at 42 %`);
    }
  });

  it('are called in the language that is handed in', () => {
    const translate = (message: string) => `<${message}>`;
    for (const state of shownStates) assert.match(wordOf(state, translate), /^<.+>$/);
  });

  it('allow to resume, and to delete, exactly where the run can take it', () => {
    for (const state of shownStates) {
      if (state === 'unapproved' || state === 'diverged') continue;
      assert.equal(mayBeAsked(state, 'resume'), isResumable(state), state);
      assert.equal(mayBeAsked(state, 'delete'), isEnded(state) && !isLogState(state), state);
    }
  });

  it('offer a smaller rate for what diverged, and not to resume it, which would fail again bit for bit', () => {
    const shown = shownStateOf({ state: 'failed', needsApproval: false, failsAgain: true });
    assert.deepEqual([likeliestIn(shown), requestsIn(shown)], ['startSmaller', ['startSmaller', 'continueSmaller']]);
    assert.ok(mayBeAsked(shown, 'delete') && !mayBeAsked(shown, 'resume'));
    assert.equal(likeliestIn('failed'), 'resume');
  });

  it('allow to pause while running, and to continue while paused', () => {
    assert.deepEqual(requestsIn('running'), ['pause', 'stop', 'checkpoint']);
    assert.deepEqual(requestsIn('paused'), ['continue', 'stop', 'checkpoint']);
    assert.deepEqual(requestsIn('completed'), []);
  });

  it('allow to start where a queued run waits for the person', () => {
    assert.deepEqual(requestsIn(shownStateOf({ state: 'queued', needsApproval: true, failsAgain: false })), [
      'start',
      'stop',
    ]);
    assert.deepEqual(requestsIn(shownStateOf({ state: 'queued', needsApproval: false, failsAgain: false })), ['stop']);
  });
});

describe('untranslated words', () => {
  it('are the message with its arguments in their places', () => {
    assert.equal(untranslated('{1} of {0}, {1}', 'all', 3), '3 of all, 3');
    assert.equal(untranslated('{0} and {7}', '$&'), '$& and {7}');
  });
});
