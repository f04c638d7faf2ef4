// What runs have logged besides what charts of their own show.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { progressScaleOf } from '../../../../webview/compare/curves/progressScale.ts';
import { compareTagView, likeliestTag, otherTags } from '../../../../webview/compare/curves/tagView.ts';
import { entriesOf } from '../../../../webview/compare/entries.ts';
import { reduceCompare } from '../../../../webview/compare/model.ts';
import { compareModel, generatedRuns, snapshotOf } from '../compareMessages.ts';
import { points } from '../messages.ts';

describe('figures that were logged besides', () => {
  const [first, second] = generatedRuns(2, 1);
  assert.ok(first !== undefined && second !== undefined);
  const told = snapshotOf(first);
  const logged = points('meta/update_norm', [1, 500, 1000], [3, 2, 1]);
  const model = reduceCompare(compareModel([first, second]), { ...told, series: [...told.series, logged] });
  const draw = (tag: string) => compareTagView(tag, model, entriesOf(model), progressScaleOf(model));

  it('are all but what other charts show, and when meta-iterations were reached', () => {
    assert.deepEqual(otherTags(model), ['meta/update_norm']);
    assert.deepEqual(otherTags(compareModel([first])), []);
  });

  it('are first those that most runs have, and of these the likeliest', () => {
    const of = (key: typeof first, ...names: string[]) => ({
      ...snapshotOf(key),
      series: names.map((name) => points(name, [1, 2], [3, 2])),
    });
    const both = [
      of(first, 'alone', 'val/acc', 'lr', 'train/loss', 'only/accuracy'),
      of(second, 'val/acc', 'lr', 'train/loss'),
    ].reduce(reduceCompare, compareModel([first, second]));
    const offered = otherTags(both);
    assert.deepEqual(offered, ['alone', 'lr', 'only/accuracy', 'train/loss', 'val/acc']);
    assert.equal(likeliestTag(both, offered), 'val/acc');
    assert.equal(likeliestTag(both, []), undefined);
  });

  it('are drawn as they were logged, of the runs that have them', () => {
    const view = draw('meta/update_norm');
    assert.deepEqual(
      view?.lines.map((line) => line.points.map(({ x, y }) => [x, y])),
      [
        [
          [1, 3],
          [500, 2],
          [1000, 1],
        ],
      ],
    );
    assert.match(view?.summary ?? '', /^meta\/update_norm\. lr 0\.001 · seed 0: 1/);
    assert.equal(draw('nothing'), undefined);
  });
});
