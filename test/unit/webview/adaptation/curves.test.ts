// Which adaptation curves are kept and drawn, and how they fade.

import assert from 'node:assert/strict';
import { addCurves, chooseCurves, fade, maxCurves, maxEarlierCurves } from '../../../../webview/adaptation/curves.ts';
import { curve } from '../messages.ts';

const curvesUpTo = (evaluations: number) => Array.from({ length: evaluations + 1 }, (_, index) => curve(index * 100));

describe('addCurves', () => {
  it('keeps the order of the run, whatever order they come in', () => {
    const added = addCurves(addCurves([], [curve(200)]), [curve(0), curve(100)]);
    assert.deepEqual(
      added.map((each) => each.iteration),
      [0, 100, 200],
    );
  });

  it('stays bounded, with the untrained and the newest curve in it', () => {
    let curves: readonly ReturnType<typeof curve>[] = [];
    for (const next of curvesUpTo(5000)) curves = addCurves(curves, [next]);
    assert.ok(curves.length <= maxCurves);
    assert.equal(curves[0]?.iteration, 0);
    assert.equal(curves.at(-1)?.iteration, 500_000);
  });
});

describe('chooseCurves', () => {
  it('sets the untrained and the newest curve apart from the earlier ones', () => {
    const { untrained, earlier, newest } = chooseCurves(curvesUpTo(4));
    assert.equal(untrained?.iteration, 0);
    assert.equal(newest?.iteration, 400);
    assert.deepEqual(
      earlier.map(({ curve: each }) => each.iteration),
      [100, 200, 300],
    );
  });

  it('knows a run that has only been evaluated untrained', () => {
    assert.deepEqual(chooseCurves([curve(0)]), { untrained: curve(0), earlier: [], newest: undefined });
  });

  it('draws few of many, over the whole run, and keeps them in place while the run goes on', () => {
    for (let evaluations = 1; evaluations < 200; evaluations++) {
      const now = chooseCurves(curvesUpTo(evaluations)).earlier.map(({ curve: each }) => each.iteration);
      const next = chooseCurves(curvesUpTo(evaluations + 1)).earlier.map(({ curve: each }) => each.iteration);
      assert.ok(now.length <= maxEarlierCurves);
      if (evaluations > maxEarlierCurves)
        assert.ok(now.length >= maxEarlierCurves / 2, `${now.length} of ${evaluations}`);
      const moved = next.filter((iteration) => !now.includes(iteration));
      assert.ok(moved.length <= 1, `after evaluation ${evaluations + 1}, new among the earlier: ${moved.join()}`);
    }
  });

  it('makes the older fainter', () => {
    const opacities = chooseCurves(curvesUpTo(30)).earlier.map(({ opacity }) => opacity);
    for (const [index, opacity] of opacities.entries()) {
      assert.ok(opacity > 0 && opacity < 1);
      assert.ok(index === 0 || opacity > (opacities[index - 1] ?? 1));
    }
    assert.ok(fade(0, 1) > fade(0, 2));
  });
});
