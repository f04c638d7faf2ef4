// The charts of another program's run: the likeliest figures first, any of them where a person chooses so.

import assert from 'node:assert/strict';
import { figureViews } from '../../../../webview/figures/view.ts';
import { firstLooks } from '../../../../webview/looks.ts';
import { defaultChoices, type LiveRun } from '../../../../webview/model.ts';
import { liveModel, liveOf, points, summary } from '../messages.ts';

describe('the figures of another program', () => {
  const program = (...tags: readonly string[]): LiveRun =>
    liveOf(
      liveModel({
        run: summary({ algorithm: { kind: null, outerOptimizer: null, stepSize: null }, state: 'live' }),
        series: tags.map((tag) => points(tag, [1, 5], [0.5, 0.25])),
      }),
    );

  it('are four charts at most, what it is judged by first', () => {
    const views = figureViews(program('b', 'train/loss', 'a', 'val/acc', 'c'), defaultChoices, firstLooks);
    assert.deepEqual(
      views.map(({ tag }) => tag),
      ['val/acc', 'train/loss', 'a', 'b'],
    );
    assert.deepEqual(views[3]?.offered, ['val/acc', 'train/loss', 'a', 'b', 'c']);
    assert.equal(views[0]?.section.chart?.summary, 'val/acc up to step 5: 0.25.');
    assert.equal(views[0]?.section.chart?.csv(), 'step,val/acc\n1,0.5\n5,0.25\n');
  });

  it('are those that were chosen, where they are there', () => {
    const choices = { ...defaultChoices, figures: [null, 'c', 'gone'] };
    const views = figureViews(program('a', 'b', 'c'), choices, firstLooks);
    assert.deepEqual(
      views.map(({ tag }) => tag),
      ['a', 'c', 'c'],
    );
  });

  it('are waited for before there is one', () => {
    const [view, ...others] = figureViews(program(), defaultChoices, firstLooks);
    assert.deepEqual(
      [view?.section.chart, view?.section.emptyText, others],
      [undefined, 'Waiting for the first figure…', []],
    );
  });

  it('are called by plain names whatever is in them', () => {
    const [view] = figureViews(program('a\u202eb\n'), defaultChoices, firstLooks);
    assert.doesNotMatch(String(view?.section.title), /[\u202e\n]/);
  });
});
