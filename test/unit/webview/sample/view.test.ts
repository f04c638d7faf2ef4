// The sample section: what kind of sample is shown how, and after how many inner steps.

import assert from 'node:assert/strict';
import type { AdaptationSample } from '../../../../src/meta/executor.ts';
import { changeLooks, firstLooks } from '../../../../webview/looks.ts';
import { sampleSectionView, stepSliderView } from '../../../../webview/sample/view.ts';
import { liveModel, liveOf, summary } from '../messages.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const live = (sample: AdaptationSample | null) =>
  liveOf(liveModel({ sample, sampleIteration: sample === null ? null : 200 }));
const looksAt = (moment: number | null) => changeLooks(firstLooks, { kind: 'moment', moment });

const answers = [
  [0.5, 0.5, 0.5, 0.5],
  [0.9, 0.1, 0.9, 0.1],
  [0.9, 0.1, 0.2, 0.8],
];
const items = [
  { way: 0, pixels: 'AAAA', text: 'a zero' },
  { way: 1, pixels: 'AAAA', text: 'a one' },
];
const classes = { classNames: ['zero', 'one'], support: items, query: items };
const of = (task: AdaptationSample['task'], outputs = answers): AdaptationSample => ({
  task,
  steps: [0, 1, 5],
  outputs,
});
const images = of({ kind: 'images', width: 2, height: 2, channels: 1, ...classes });

function drawn(sample: AdaptationSample, looks = firstLooks) {
  const view = sampleSectionView(live(sample), looks);
  assert.ok(view.kind === 'drawn');
  return view;
}

describe('the sample section', () => {
  it('waits for a sample as a chart, and is one for a curve', () => {
    const none = sampleSectionView(live(null), firstLooks);
    assert.ok(none.kind === 'chart' && none.section.chart === undefined);
    assert.deepEqual([none.section.title, none.section.emptyText.slice(0, 7)], ['Sample task', 'Waiting']);
    const curve = of({ kind: 'curve', queryX: [0], queryY: [1], supportX: [0], supportY: [1] }, [[0], [1], [1]]);
    const shown = sampleSectionView(live(curve), firstLooks);
    assert.ok(shown.kind === 'chart' && shown.section.chart !== undefined);
    assert.equal(plain(shown.section.title), 'Sample task at meta-iteration 200');
  });

  it('says that a sample never came', () => {
    const ended = liveOf(liveModel({ run: summary({ state: 'stopped' }) }));
    const view = sampleSectionView(ended, firstLooks);
    assert.ok(view.kind === 'chart');
    assert.match(view.section.emptyText, /^The run ended/);
  });

  it('draws pictures and texts over the whole width, with nothing to copy', () => {
    const texts = drawn(of({ kind: 'texts', ...classes }));
    const recordings = drawn(
      of({
        kind: 'spectrograms',
        bands: 3,
        frames: 4,
        seconds: 1,
        lowestFrequency: 0,
        highestFrequency: 4000,
        ...classes,
      }),
    );
    for (const { isWide, csv } of [drawn(images), texts, recordings])
      assert.deepEqual([isWide, csv], [true, undefined]);
    assert.equal(texts.content.kind, 'texts');
    assert.ok(recordings.content.kind === 'pictures');
    assert.deepEqual({ ...recordings.content.format }, { width: 4, height: 3, channels: 1 });
    assert.match(recordings.caption, /^Log-mel spectrograms/);
  });

  it('lets values and paths be copied', () => {
    const values = drawn(of({ kind: 'values', targets: [[1]] }, [[0], [1], [1]]));
    assert.deepEqual([values.content.kind, values.isWide], ['values', true]);
    assert.match(values.csv?.() ?? '', /^query,value,true/);
  });

  it('shows the sample after the inner steps that were chosen', () => {
    const summaryOf = (moment: number | null) => {
      const { content } = drawn(images, looksAt(moment));
      return content.kind === 'pictures' ? plain(content.view.summary) : '';
    };
    assert.match(summaryOf(null), /^2 of 2 query images classified correctly after 5 inner steps/);
    assert.match(summaryOf(1), /^1 of 2 query images classified correctly after 1 inner step/);
  });

  it('keeps which of its lists are shown whole', () => {
    const { content } = drawn(images, changeLooks(firstLooks, { kind: 'wholeList', list: 'queries' }));
    assert.deepEqual(content.kind === 'pictures' && content.wholeLists, ['queries']);
  });
});

describe('the slider of inner steps', () => {
  it('stands at the last number of steps, however many there are, until another is chosen', () => {
    const at = (steps: readonly number[], chosen: number | null) => stepSliderView(steps, chosen).moment;
    assert.deepEqual([at([0, 1, 5], null), at([0, 1, 5, 10], null), at([0, 1, 5, 10], 1)], [2, 3, 1]);
  });

  it('stays within the steps of a sample that has fewer', () => {
    assert.equal(stepSliderView([0, 1], 3).moment, 1);
    assert.equal(stepSliderView([], 3).moment, 0);
  });

  it('says where it stands', () => {
    const { taken, spoken } = stepSliderView([0, 1, 50], 1);
    assert.deepEqual([plain(taken), plain(spoken)], ['1 inner step', 'after 1 inner step, of 50']);
  });
});
