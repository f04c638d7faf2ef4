// What stands at meta-iteration 0 of a run that begins with learned weights is nowhere called untrained.

import assert from 'node:assert/strict';
import { adaptationView } from '../../../webview/adaptation/view.ts';
import { checkpointsView } from '../../../webview/checkpoints/view.ts';
import { keyFigures } from '../../../webview/head/runWords.ts';
import { heldOutView } from '../../../webview/heldOut/view.ts';
import { defaultChoices } from '../../../webview/model.ts';
import { curve, liveModel, liveOf, points, summary } from './messages.ts';

describe('what stands at meta-iteration 0', () => {
  const tellingOf = (beginsWith: string | null) => {
    const checkpoints = [0].map((iteration) => ({ iteration, bytes: 100, isBest: false, figure: null }));
    const run = summary({ beginsWith, checkpoints });
    const series = ['eval/accuracy', 'eval/accuracy_ci95'].map((tag) => points(tag, [0, 100], [0.4, 0.8]));
    const live = liveOf(liveModel({ run, series, curves: [curve(0), curve(100)] }));
    const [heldOut, adaptation] = [heldOutView(live, defaultChoices), adaptationView(live, defaultChoices)];
    const wordsOf = (view: typeof heldOut) => [
      view?.summary,
      ...(view?.legend.map(({ label }) => label) ?? []),
      ...(view?.lines.map((line) => line.describe?.(0)) ?? []),
    ];
    const figures = keyFigures(live).figures.map(({ label, note }) => `${label}, ${note}`);
    const names = checkpointsView(run, live.series).rows.map(({ name }) => name);
    return [...wordsOf(heldOut), ...wordsOf(adaptation), ...figures, ...names].filter((words) => words !== undefined);
  };
  const count = (words: readonly string[], searched: RegExp) => words.filter((text) => searched.test(text)).length;

  it('is untrained where the run begins with random parameters', () => {
    const words = tellingOf(null);
    assert.equal(count(words, /untrained/i), 8, words.join('\n'));
    assert.equal(count(words, /before training|begins with/i), 0);
  });

  it('is what the run begins with where it begins with others', () => {
    const words = tellingOf('first@3000');
    assert.equal(count(words, /untrained|without meta-training/i), 0, words.join('\n'));
    assert.equal(count(words, /before training|what the run begins with/i), 8, words.join('\n'));
    assert.ok(words.includes('Before training, begins with first@3000'), words.join('\n'));
  });
});
