// What people who cannot see the page are told: each change of state once, and each notice, and nothing else.

import assert from 'node:assert/strict';
import { newsOf } from '../../../webview/announcements.ts';
import { type PanelAction, type PanelModel, reduce } from '../../../webview/model.ts';
import { noticeOf } from '../../support/noticeWords.ts';
import { delta, liveModel, snapshot, summary } from './messages.ts';

function newsAfter(before: PanelModel, action: PanelAction): string {
  const contentOf = ({ runs }: PanelModel) => runs.get('run-1')?.content;
  return newsOf(contentOf(before), contentOf(reduce(before, action)));
}

describe('news of a run', () => {
  it('are another state, and what can be done about it', () => {
    const paused = delta({ run: summary({ state: 'paused' }) });
    assert.equal(newsAfter(liveModel(), paused), 'Paused at meta-iteration 200 of 1,000.');
    assert.equal(newsAfter(reduce(liveModel(), paused), paused), '');
    const failed = delta({
      run: summary({ state: 'failed', failure: { code: 'data', text: 'The loss overflowed.' } }),
    });
    assert.equal(newsAfter(liveModel(), failed), 'Failed at meta-iteration 200 of 1,000. The loss overflowed.');
  });

  it('are none while the run goes on', () => {
    assert.equal(newsAfter(liveModel(), delta({ run: summary({ iteration: 201 }) })), '');
    assert.equal(newsAfter(liveModel(), { kind: 'requested', runKey: 'run-1', request: 'stop' }), '');
  });

  it('are what cannot be read of its files, from the first word on, and each time that it is something else', () => {
    const said = 'Not everything of this run can be read. One is damaged. Two is damaged.';
    const damaged = liveModel({ notices: [noticeOf('One is damaged.')] });
    assert.equal(
      newsOf({ kind: 'waiting' }, damaged.runs.get('run-1')?.content),
      'Not everything of this run can be read. One is damaged.',
    );
    assert.equal(newsAfter(damaged, delta({ notices: ['One is damaged.', 'Two is damaged.'].map(noticeOf) })), said);
    assert.equal(newsAfter(damaged, delta({ notices: [noticeOf('One is damaged.')] })), '');
    assert.equal(newsAfter(damaged, delta({ notices: [] })), '');
  });

  it('are both where both change, and the state of a run that is back', () => {
    const both = delta({ run: summary({ state: 'paused' }), notices: [noticeOf('One is damaged.')] });
    const told = 'Paused at meta-iteration 200 of 1,000. Not everything of this run can be read. One is damaged.';
    assert.equal(newsAfter(liveModel(), both), told);
    const gone = reduce(liveModel(), { kind: 'unavailable', runKey: 'run-1', notice: noticeOf('gone') });
    assert.equal(newsAfter(gone, snapshot()), 'Running at meta-iteration 200 of 1,000.');
    assert.equal(newsAfter(liveModel(), { kind: 'unavailable', runKey: 'run-1', notice: noticeOf('gone') }), '');
  });
});
