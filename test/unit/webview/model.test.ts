// The page's reducer: snapshots replace, deltas append, other runs are ignored, requests stay pending until their
// effect is seen.

import assert from 'node:assert/strict';
import { tags } from '../../../src/runs/tags.ts';
import type { LooksChange } from '../../../webview/looks.ts';
import { initialModel, type PanelModel, reduce, shownQuantity } from '../../../webview/model.ts';
import { maxPoints, thinnedPoints } from '../../../webview/series.ts';
import { noticeOf } from '../../support/noticeWords.ts';
import { curve, delta, liveModel, liveOf, points, snapshot, summary } from './messages.ts';

const last = tags.trainingLossLast;
const contentOf = ({ runs }: PanelModel, key = 'run-1') => runs.get(key)?.content;

describe('reduce', () => {
  it('waits until the first snapshot: a delta before it changes nothing', () => {
    const waiting = initialModel(['run-1']);
    assert.equal(reduce(waiting, delta({ series: [points(last, [1], [2])] })), waiting);
    assert.equal(contentOf(reduce(waiting, snapshot()))?.kind, 'live');
  });

  it('appends the points of a delta and keeps the rest', () => {
    const before = liveModel({ series: [points(last, [1, 2], [5, 4])], curves: [curve(0)] });
    const after = liveOf(reduce(before, delta({ run: summary({ iteration: 3 }), series: [points(last, [3], [3])] })));
    assert.deepEqual(after.series.get(last), points(last, [1, 2, 3], [5, 4, 3]));
    assert.equal(after.run.iteration, 3);
    assert.equal(after.curves, liveOf(before).curves);
  });

  it('shows a point once that was sent twice', () => {
    const before = liveModel({ series: [points(last, [1, 2], [5, 4])] });
    const after = reduce(before, delta({ series: [points(last, [1, 2, 3], [5, 4, 3])] }));
    assert.deepEqual(liveOf(after).series.get(last)?.iterations, [1, 2, 3]);
  });

  it('ignores every word about a run that it is not for', () => {
    const model = liveModel();
    const run = summary({ iteration: 9 });
    assert.equal(reduce(model, snapshot({ runKey: 'run-2', run })), model);
    assert.equal(reduce(model, delta({ runKey: 'run-2', run })), model);
    assert.equal(reduce(model, { kind: 'unavailable', runKey: 'run-2', notice: noticeOf('gone') }), model);
    assert.equal(reduce(model, { kind: 'requested', runKey: 'run-2', request: 'stop' }), model);
  });

  it('keeps several runs apart, whatever their ids', () => {
    const both = ['run-1', 'run-2'].reduce(
      (model, runKey) => reduce(model, snapshot({ runKey, series: [points(last, [1], [5])] })),
      initialModel(['run-1', 'run-2', 'run-3']),
    );
    const grown = reduce(both, delta({ runKey: 'run-2', series: [points(last, [2], [4])] }));
    const ended = reduce(grown, { kind: 'unavailable', runKey: 'run-1', notice: noticeOf('gone') });
    assert.deepEqual(liveOf(grown).series.get(last)?.iterations, [1]);
    assert.deepEqual(liveOf(ended, 'run-2').series.get(last)?.iterations, [1, 2]);
    assert.deepEqual([contentOf(ended)?.kind, contentOf(ended, 'run-3')?.kind], ['unavailable', 'waiting']);
  });

  it('lets a snapshot replace everything, so that withdrawn points vanish', () => {
    const before = liveModel({ series: [points(last, [1, 2, 3], [5, 4, 3])], curves: [curve(0), curve(3)] });
    const after = liveOf(reduce(before, snapshot({ series: [points(last, [1], [5])], curves: [curve(0)] })));
    assert.deepEqual(after.series.get(last)?.iterations, [1]);
    assert.deepEqual(
      after.curves.map((each) => each.iteration),
      [0],
    );
  });

  it('keeps memory bounded over a million points, and the extremes with it', () => {
    let model = liveModel();
    for (let start = 1; start <= 1_000_000; start += 10_000) {
      const iterations = Array.from({ length: 10_000 }, (_, index) => start + index);
      const values = iterations.map((iteration) => (iteration === 123_456 ? 99 : 1 / iteration));
      model = reduce(model, delta({ series: [points(last, iterations, values)] }));
    }
    const series = liveOf(model).series.get(last);
    assert.ok(
      series !== undefined && series.iterations.length <= maxPoints && series.iterations.length > thinnedPoints / 4,
    );
    assert.equal(series.iterations[series.values.indexOf(99)], 123_456);
    assert.equal(series.iterations.at(-1), 1_000_000);
    const counted = series.thinned?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
    assert.ok(Math.abs(counted - 1_000_000) < 1e-3, `stands for ${counted} points`);
  });

  it('keeps the sample until a newer one comes', () => {
    const sample = {
      task: { kind: 'curve', queryX: [], queryY: [], supportX: [], supportY: [] },
      steps: [0],
      outputs: [[]],
    } as const;
    const before = liveModel({ sample, sampleIteration: 100 });
    assert.equal(liveOf(reduce(before, delta({ run: summary({ iteration: 201 }) }))).sampleIteration, 100);
    assert.equal(liveOf(reduce(before, delta({ sample: { ...sample }, sampleIteration: 200 }))).sampleIteration, 200);
  });

  it('keeps the notices until others are told, and none is a word too', () => {
    const before = liveModel({ notices: [noticeOf('events is damaged.')] });
    assert.deepEqual(liveOf(reduce(before, delta())).notices, [noticeOf('events is damaged.')]);
    assert.deepEqual(liveOf(reduce(before, delta({ notices: [] }))).notices, []);
  });

  it('takes a curve of the same evaluation for the fuller one', () => {
    const half = curve(100, { steps: [0], measured: { loss: { means: [1.6], ci95s: [0.1] } } });
    const after = reduce(liveModel({ curves: [half] }), delta({ curves: [curve(100)] }));
    assert.deepEqual(liveOf(after).curves, [curve(100)]);
  });

  it('holds a request as pending until the state changes', () => {
    const asked = reduce(liveModel(), { kind: 'requested', runKey: 'run-1', request: 'pause' });
    assert.equal(liveOf(asked).pending?.request, 'pause');
    const progressed = reduce(asked, delta({ run: summary({ iteration: 201 }) }));
    assert.equal(liveOf(progressed).pending?.request, 'pause');
    assert.equal(liveOf(reduce(progressed, delta({ run: summary({ state: 'paused' }) }))).pending, null);
  });

  it('holds a checkpoint request as pending until there is a newer checkpoint', () => {
    const asked = reduce(liveModel(), { kind: 'requested', runKey: 'run-1', request: 'checkpoint' });
    assert.equal(
      liveOf(reduce(asked, delta({ run: summary({ checkpointIteration: 100 }) }))).pending?.request,
      'checkpoint',
    );
    assert.equal(liveOf(reduce(asked, delta({ run: summary({ checkpointIteration: 207 }) }))).pending, null);
  });

  it('expires the request that was waited for, not one that came after it', () => {
    const first = reduce(liveModel(), { kind: 'requested', runKey: 'run-1', request: 'pause' });
    const pending = liveOf(first).pending;
    assert.ok(pending !== null);
    const second = reduce(first, { kind: 'requested', runKey: 'run-1', request: 'stop' });
    assert.equal(reduce(second, { kind: 'requestExpired', runKey: 'run-1', pending }), second);
    assert.equal(liveOf(reduce(first, { kind: 'requestExpired', runKey: 'run-1', pending })).pending, null);
  });

  it('says why a run cannot be shown, and recovers with the next snapshot', () => {
    const gone = reduce(liveModel(), {
      kind: 'unavailable',
      runKey: 'run-1',
      notice: noticeOf('The folder was deleted.'),
    });
    assert.deepEqual(contentOf(gone), { kind: 'unavailable', notice: noticeOf('The folder was deleted.') });
    assert.equal(contentOf(reduce(gone, snapshot()))?.kind, 'live');
  });

  it('keeps the choices over snapshots', () => {
    const chosen = reduce(liveModel(), { kind: 'choose', choices: { smoothing: 0.5 } });
    assert.equal(reduce(chosen, snapshot()).choices.smoothing, 0.5);
  });
});

describe('how a person looks at a run', () => {
  const look = (model: PanelModel, change: LooksChange) => reduce(model, { kind: 'look', runKey: 'run-1', change });
  const looksOf = ({ runs }: PanelModel) => runs.get('run-1')?.looks;

  it('is kept while the run goes on, is gone and comes back', () => {
    const looked = look(liveModel(), { kind: 'line', chart: 'training', group: 'first', isShown: false });
    const later = [
      delta(),
      snapshot(),
      { kind: 'unavailable', runKey: 'run-1', notice: noticeOf('gone') } as const,
    ].reduce(reduce, looked);
    assert.deepEqual(looksOf(later)?.lines, { training: { first: false } });
    assert.equal(looksOf(later), looksOf(looked));
  });

  it('is another for each chart, line and list', () => {
    const changes: readonly LooksChange[] = [
      { kind: 'line', chart: 'training', group: 'first', isShown: false },
      { kind: 'line', chart: 'training', group: 'last', isShown: false },
      { kind: 'line', chart: 'heldOut', group: 'best', isShown: true },
      { kind: 'line', chart: 'training', group: 'first', isShown: true },
      { kind: 'zoom', chart: 'training', isZoomed: true },
      { kind: 'zoom', chart: 'heldOut', isZoomed: true },
      { kind: 'zoom', chart: 'training', isZoomed: false },
      { kind: 'evaluation', file: 'a.json' },
      { kind: 'moment', moment: 2 },
      { kind: 'wholeList', list: 'queries' },
      { kind: 'copied', what: 'training/points', outcome: 'done' },
      { kind: 'copied', what: 'heldOut/picture', outcome: 'failed' },
      { kind: 'copied', what: 'training/points', outcome: null },
    ];
    assert.deepEqual(looksOf(changes.reduce(look, liveModel())), {
      lines: { training: { first: true, last: false }, heldOut: { best: true } },
      zoomed: ['heldOut'],
      evaluation: 'a.json',
      moment: 2,
      wholeLists: ['queries'],
      copied: { 'heldOut/picture': 'failed' },
    });
  });

  it('stays the same where nothing changes', () => {
    const model = look(liveModel(), { kind: 'wholeList', list: 'queries' });
    assert.equal(look(model, { kind: 'wholeList', list: 'queries' }), model);
    assert.equal(look(model, { kind: 'zoom', chart: 'training', isZoomed: false }), model);
  });
});

describe('what is spoken', () => {
  it('changes with every word, though it be the same again', () => {
    let model = liveModel();
    const said = ['one', 'one', 'one', 'two'].map((text) => {
      model = reduce(model, { kind: 'say', text });
      return model.spoken;
    });
    assert.deepEqual(said, ['one', 'one\u00a0', 'one', 'two']);
  });
});

describe('shownQuantity', () => {
  it('is what was chosen where it is measured, else what the run is judged by', () => {
    assert.equal(shownQuantity(summary({ quantities: ['loss'] }), 'accuracy'), 'loss');
    assert.equal(shownQuantity(summary({ quantities: ['return'] }), 'loss'), 'return');
    assert.equal(shownQuantity(summary(), 'loss'), 'loss');
    assert.equal(shownQuantity(summary({ quantities: [] }), 'accuracy'), 'accuracy');
  });
});
