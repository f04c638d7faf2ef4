// What the head shows of a run: every request has its button, and a run that ended before its end is shown as such.

import assert from 'node:assert/strict';
import type { RunSummary } from '../../../../src/panel/panelMessages.ts';
import { tags } from '../../../../src/runs/tags.ts';
import { runFacts } from '../../../../webview/head/runFacts.ts';
import { headView } from '../../../../webview/head/view.ts';
import { type PanelAction, reduce } from '../../../../webview/model.ts';
import { delta, liveModel, liveOf, points, summary } from '../messages.ts';

const headAfter = (...actions: readonly PanelAction[]) => headView(liveOf(actions.reduce(reduce, liveModel())));
const inState = (state: 'running' | 'stopped' | 'failed' | 'completed') => delta({ run: summary({ state }) });

describe('the head', () => {
  it('offers what the state allows, in the same places as what it does not', () => {
    const shown = (state: Parameters<typeof inState>[0]) =>
      headAfter(inState(state)).requests.flatMap(({ label, isHidden, appearance }) =>
        isHidden ? [] : [`${label} ${appearance}`],
      );
    assert.deepEqual(shown('running'), ['Pause secondary', 'Stop secondary', 'Save Checkpoint secondary']);
    assert.deepEqual(shown('stopped'), ['Resume primary']);
    assert.deepEqual(shown('completed'), []);
    const places = headAfter().requests.map(({ request }) => request);
    assert.deepEqual(places.join(' '), 'start startSmaller continueSmaller continue resume pause stop checkpoint');
  });

  it('offers the experiment file before Resume where that, or its data, made the run fail', () => {
    const offeredFor = (failure: RunSummary['failure']) => {
      const { editsFirst, requests } = headAfter(delta({ run: summary({ state: 'failed', failure }) }));
      return [editsFirst, requests.find(({ request }) => request === 'resume')?.appearance];
    };
    assert.deepEqual(offeredFor({ code: 'data', text: 'There is no folder /data/images.' }), [true, 'secondary']);
    assert.deepEqual(offeredFor({ code: 'outOfMemory', text: 'Array buffer allocation failed' }), [true, 'secondary']);
    assert.deepEqual(offeredFor({ code: 'diskFull', text: 'ENOSPC' }), [false, 'primary']);
    assert.deepEqual(offeredFor(null), [false, 'primary']);
  });

  it('says and offers nothing of checkpoints where another program trains, which are its own', () => {
    const run = summary({
      state: 'running',
      algorithm: { kind: null, outerOptimizer: null, stepSize: null },
      metaIterationsPerSecond: 7,
    });
    const live = liveOf(liveModel({ run }));
    const labels = headView(live).requests.flatMap(({ label, isHidden }) => (isHidden ? [] : [label]));
    assert.deepEqual(labels, ['Pause', 'Stop']);
    const facts = runFacts(live);
    assert.ok(facts.every(({ label }) => label !== 'Checkpoint'));
    assert.equal(facts.find(({ label }) => label === 'Speed')?.unit, 'steps/s');
  });

  it('leaves out a speed of a run that has none any more', () => {
    const labelsOf = (changes: Parameters<typeof summary>[0]) =>
      runFacts(liveOf(liveModel({ run: summary({ metaIterationsPerSecond: null, ...changes }) }))).map(
        ({ label }) => label,
      );
    assert.ok(labelsOf({ state: 'running' }).includes('Speed'));
    assert.ok(!labelsOf({ state: 'completed' }).includes('Speed'));
  });

  it('says of a request that is waited for that it was sent, and lets none be pressed meanwhile', () => {
    const waiting = headAfter({ kind: 'requested', runKey: 'run-1', request: 'stop' }).requests;
    const labels = waiting.flatMap(({ label, isHidden }) => (isHidden ? [] : [label]));
    assert.deepEqual(labels, ['Pause', 'Stopping…', 'Save Checkpoint']);
    assert.ok(waiting.every(({ isDisabled }) => isDisabled));
    assert.ok(headAfter().requests.every(({ isDisabled }) => !isDisabled));
  });

  it('shows how far the run is, and whether it ended there', () => {
    const { progress, state } = headAfter();
    assert.deepEqual(
      { ...progress },
      { count: progress.count, share: progress.share, done: 0.2, endedTone: undefined },
    );
    assert.deepEqual(state, { word: 'Running', tone: 'active' });
    assert.equal(headAfter(inState('failed')).progress.endedTone, 'error');
    assert.equal(headAfter(inState('stopped')).progress.endedTone, 'stopped');
    assert.equal(headAfter(inState('completed')).progress.endedTone, undefined);
  });

  it('follows every series that its figures come from', () => {
    const stepSize = points(tags.metaStepSize, [300], [0.25]);
    const stepSizeOf = ({ facts }: ReturnType<typeof headView>) =>
      facts.find(({ hint }) => hint.startsWith('ε'))?.value;
    assert.equal(stepSizeOf(headAfter()), undefined);
    assert.equal(stepSizeOf(headAfter(delta({ series: [stepSize] }))), '0.25');
  });
});
