// The page's reducer: snapshots replace, deltas append, other runs are ignored, requests stay pending until their effect is seen.

import assert from 'node:assert/strict';
import { tags } from '../../../src/runs/tags.ts';
import { initialModel, type PanelModel, reduce, shownQuantity } from '../../../webview/model.ts';
import { maxPoints, thinnedPoints } from '../../../webview/series.ts';
import { curve, delta, liveModel, liveOf, points, snapshot, summary } from './messages.ts';

const last = tags.trainingLossLast;
const contentOf = ({ runs }: PanelModel, key = 'run-1') => runs.get(key);

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
    assert.equal(reduce(model, { kind: 'unavailable', runKey: 'run-2', message: 'gone' }), model);
    assert.equal(reduce(model, { kind: 'requested', runKey: 'run-2', request: 'stop' }), model);
  });

  it('keeps several runs apart, whatever their ids', () => {
    const both = ['run-1', 'run-2'].reduce(
      (model, runKey) => reduce(model, snapshot({ runKey, series: [points(last, [1], [5])] })),
      initialModel(['run-1', 'run-2', 'run-3']),
    );
    const grown = reduce(both, delta({ runKey: 'run-2', series: [points(last, [2], [4])] }));
    const ended = reduce(grown, { kind: 'unavailable', runKey: 'run-1', message: 'gone' });
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
    assert.ok(series !== undefined && series.iterations.length <= maxPoints && series.iterations.length > thinnedPoints / 4);
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
    const before = liveModel({ notices: ['events is damaged.'] });
    assert.deepEqual(liveOf(reduce(before, delta())).notices, ['events is damaged.']);
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
    assert.equal(liveOf(reduce(asked, delta({ run: summary({ checkpointIteration: 100 }) }))).pending?.request, 'checkpoint');
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
    const gone = reduce(liveModel(), { kind: 'unavailable', runKey: 'run-1', message: 'The folder was deleted.' });
    assert.deepEqual(contentOf(gone), { kind: 'unavailable', message: 'The folder was deleted.' });
    assert.equal(contentOf(reduce(gone, snapshot()))?.kind, 'live');
  });

  it('keeps the choices over snapshots', () => {
    const chosen = reduce(liveModel(), { kind: 'choose', choices: { smoothing: 0.5 } });
    assert.equal(reduce(chosen, snapshot()).choices.smoothing, 0.5);
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
