// Parameters and figures of several runs against each other: where they lie, what is marked, which of them matters.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { entriesOf } from '../../../../webview/compare/entries.ts';
import { figuresView } from '../../../../webview/compare/figures/view.ts';
import { type CompareModel, reduceCompare } from '../../../../webview/compare/model.ts';
import { moveEnd } from '../../../../webview/compare/relations/brushes.ts';
import { dimensionsOf } from '../../../../webview/compare/relations/dimensions.ts';
import { relationsView } from '../../../../webview/compare/relations/view.ts';
import { besideOf, compareModel, generatedRuns } from '../compareMessages.ts';

const runs = generatedRuns(4, 3);
const model = compareModel(runs);
const rateId = 'parameter algorithm.innerOptimizer.learningRate';

function viewOf(of: CompareModel) {
  const view = relationsView(of, entriesOf(of));
  assert.ok(view !== undefined);
  return view;
}

function dimension(id: string) {
  const found = dimensionsOf(model).find((each) => each.id === id);
  assert.ok(found !== undefined, id);
  return found;
}

describe('parameters and figures against each other', () => {
  it('are those that differ, and what runs are judged by first', () => {
    const view = viewOf(model);
    assert.deepEqual(Object.values(view.choices).slice(0, 4), ['lr', 'seed', 'latest accuracy', 'latest loss']);
    assert.deepEqual([view.across, view.up], [rateId, 'figure accuracy']);
    const other = viewOf(
      reduceCompare(model, { kind: 'choose', choices: { across: 'parameter seed', up: 'figure time' } }),
    );
    assert.deepEqual([other.across, other.up], ['parameter seed', 'figure time']);
    const gone = viewOf(reduceCompare(model, { kind: 'choose', choices: { across: 'parameter gone' } }));
    assert.equal(gone.across, rateId);
  });

  it('lie from end to end, numbers of several magnitudes by their logarithm with what was chosen written', () => {
    const { points, across, up } = viewOf(model).scatter;
    assert.equal(points.length, 12);
    assert.deepEqual([Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))], [0, 1]);
    assert.deepEqual(
      across.ticks.map(({ text }) => text),
      ['0.001', '0.005', '0.02', '0.1'],
    );
    const second = across.ticks[1]?.place ?? 0;
    assert.ok(Math.abs(second - Math.log(5) / Math.log(100)) < 1e-9);
    assert.ok(up.ticks.every(({ text }) => text.endsWith('%')));
    assert.match(points[0]?.description ?? '', /^lr 0\.001 · seed 0: lr 0\.001, latest accuracy \d/);
  });

  it('have names in their order where a parameter is no number, and leave out runs without it', () => {
    const beside = besideOf(runs);
    const parameters = [
      {
        place: 'model.kind',
        title: 'model',
        differs: true,
        values: runs.map((_, place) => (place === 0 ? null : place % 2 === 0 ? 'mlp' : 'convnet')),
      },
    ];
    const named = reduceCompare(model, { ...beside, parameters });
    const { scatter } = viewOf(named);
    assert.deepEqual(scatter.across.ticks, [
      { place: 0, text: 'convnet' },
      { place: 1, text: 'mlp' },
    ]);
    assert.deepEqual([scatter.points.length, scatter.caption], [11, '1\u00a0run without both are left out.']);
  });

  it('are not there for a single run', () => {
    const alone = compareModel(runs.slice(0, 1));
    assert.equal(relationsView(alone, entriesOf(alone)), undefined);
  });

  it('leave out runs that the legend hides', () => {
    const hidden = reduceCompare(model, { kind: 'hide', runKeys: [runs[0]?.key ?? ''], isHidden: true });
    assert.equal(viewOf(hidden).scatter.points.length, 11);
  });
});

describe('what is marked on parallel axes', () => {
  const low = Math.log10(0.02);
  const marked = reduceCompare(model, { kind: 'brush', id: rateId, brush: { low, high: Math.log10(0.1) } });

  it('lets the other runs fade, and leave the table of figures', () => {
    const { parallel, within, scatter } = viewOf(marked);
    assert.ok(parallel?.isMarked);
    assert.match(within, /^6 of 12\srun/);
    assert.equal(parallel.lines.filter(({ look }) => look === 'outside').length, 6);
    assert.equal(scatter.points.filter(({ look }) => look === 'plain').length, 6);
    const { rows } = figuresView(marked, entriesOf(marked));
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['seeds', 'seed', 'seed', 'seed', 'seeds', 'seed', 'seed', 'seed'],
    );
    const clear = reduceCompare(marked, { kind: 'unmark' });
    assert.equal(viewOf(clear).within, '');
  });

  it('has an axis for each parameter but the seed, and the figure', () => {
    const axes = viewOf(model).parallel?.axes ?? [];
    assert.deepEqual(
      axes.map(({ title, low: from, high: to }) => [title, from, to]),
      [
        ['lr', 0, 1],
        ['latest accuracy', 0, 1],
      ],
    );
  });

  it('is moved from value to value by keys, one end up to the other, and is nothing from end to end', () => {
    const rate = dimension(rateId);
    const once = moveEnd(rate, undefined, 'low', 'up');
    assert.ok(once !== undefined && Math.abs(once.low - Math.log10(0.005)) < 1e-9);
    const top = moveEnd(rate, once, 'low', 'most');
    assert.deepEqual([top?.low, top?.high], [-1, -1]);
    const met = moveEnd(rate, top, 'high', 'least');
    assert.deepEqual(met, top);
    assert.equal(moveEnd(rate, once, 'low', 'down'), undefined);
  });

  it('lies beneath what is pointed at in plots or in the table', () => {
    const lit = reduceCompare(marked, { kind: 'light', runKeys: [runs[0]?.key ?? ''] });
    assert.deepEqual(viewOf(lit).parallel?.lines.at(-1)?.look, 'lit');
    assert.equal(reduceCompare(lit, { kind: 'light', runKeys: [runs[0]?.key ?? ''] }), lit);
  });
});

describe('which parameter matters', () => {
  it('says what of the figure goes with each parameter, the most first, and what that is', () => {
    const importance = viewOf(model).importance;
    assert.deepEqual(
      importance?.rows.map(({ title }) => title),
      ['lr', 'seed'],
    );
    assert.match(importance?.rows[0]?.text ?? '', /^\d+ % \(\d+ to \d+ %\)$/);
    assert.ok((importance?.rows[0]?.bar?.low ?? 0) > 0.5);
    assert.match(importance?.caption ?? '', /ε², corrected for chance/);
  });

  it('says that there are too few runs', () => {
    const few = compareModel(generatedRuns(2, 3));
    const { importance } = viewOf(few);
    assert.deepEqual(importance?.rows, []);
    assert.match(importance?.caption ?? '', /^6\sruns with this figure: too few/);
  });
});
