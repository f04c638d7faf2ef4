// What the compare page says of several runs beside their curves.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Pairing } from '../../../../src/panel/compareMessages.ts';
import { drawnColours, entriesOf } from '../../../../webview/compare/entries.ts';
import { figuresView } from '../../../../webview/compare/figures/view.ts';
import { type CompareModel, initialCompareModel, reduceCompare } from '../../../../webview/compare/model.ts';
import { pairsView, sayWhy } from '../../../../webview/compare/pairs/view.ts';
import { parametersView } from '../../../../webview/compare/parameters/view.ts';
import { noticeOf } from '../../../support/noticeWords.ts';
import { besideOf, compareModel, generatedRuns, pairingOf, snapshotOf } from '../compareMessages.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const apart = (model: CompareModel) => reduceCompare(model, { kind: 'choose', choices: { foldsSeeds: false } });
const figuresOf = (model: CompareModel) => figuresView(model, entriesOf(model));
const parametersOf = (model: CompareModel) => parametersView(model, entriesOf(model));
const pairsOf = (model: CompareModel) => pairsView(model, entriesOf(model));

describe('the lines of the compare page', () => {
  const runs = generatedRuns(2, 2);

  it('are runs, or runs that differ in the seed alone under what they have in common', () => {
    const model = compareModel(runs);
    assert.deepEqual(
      entriesOf(model).map(({ label, runs: members }) => [label, members.length]),
      [
        ['lr 0.001 (2 seeds)', 2],
        ['lr 0.005 (2 seeds)', 2],
      ],
    );
    assert.equal(entriesOf(apart(model)).length, 4);
    assert.equal(new Set([...drawnColours(entriesOf(model)).values()]).size, 2);
  });

  it('count two runs of one seed once, the one that got further', () => {
    const [first, second] = runs;
    assert.ok(first !== undefined && second !== undefined);
    const same = [first, { ...second, seed: first.seed }];
    const model = compareModel(same);
    const behind = snapshotOf(first);
    const next = reduceCompare(model, { ...behind, run: { ...behind.run, iteration: 10 } });
    const [entry] = entriesOf(next);
    assert.deepEqual(
      entry?.drawn.map(({ runKey }) => runKey),
      [second.key],
    );
  });

  it('hide, show and isolate', () => {
    const model = compareModel(runs);
    const keys = runs.slice(0, 2).map(({ key }) => key);
    const drawn = (state: CompareModel) => entriesOf(state).map((entry) => entry.drawn.length);
    const hidden = reduceCompare(model, { kind: 'hide', runKeys: keys, isHidden: true });
    assert.deepEqual(drawn(hidden), [0, 2]);
    assert.deepEqual(drawn(reduceCompare(hidden, { kind: 'hide', runKeys: keys, isHidden: false })), [2, 2]);
    const alone = reduceCompare(model, { kind: 'isolate', runKeys: keys });
    assert.deepEqual(drawn(alone), [2, 0]);
    assert.deepEqual(drawn(reduceCompare(alone, { kind: 'isolate', runKeys: keys })), [2, 2]);
  });

  it('keep what is known of runs that stay, and forget those that go', () => {
    const model = reduceCompare(compareModel(runs), {
      kind: 'hide',
      runKeys: runs.map(({ key }) => key),
      isHidden: true,
    });
    const fewer = reduceCompare(model, besideOf(runs.slice(1)));
    assert.deepEqual(
      [...fewer.contents.runs.keys()],
      runs.slice(1).map(({ key }) => key),
    );
    assert.equal(fewer.contents.runs.get(runs[1]?.key ?? ''), model.contents.runs.get(runs[1]?.key ?? ''));
    assert.equal(fewer.hidden.size, 3);
  });

  it('wait for the host, and pass over what is said of other runs', () => {
    const model = initialCompareModel();
    assert.equal(reduceCompare(model, snapshotOf({ key: 'other', rate: 1, seed: 0 })), model);
  });
});

describe('figures of several runs', () => {
  it('have a row for each run, and one for the mean over seeds', () => {
    const { rows, caption } = figuresOf(compareModel(generatedRuns(2, 3)));
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['seeds', 'seed', 'seed', 'seed', 'seeds', 'seed', 'seed', 'seed'],
    );
    assert.match(plain(rows[0]?.latest ?? ''), /^[\d.]+ ± [\d.]+ % \(n = 3\)$/);
    assert.match(caption, /Student’s t/);
    assert.equal(rows.filter(({ isBestOfAll }) => isBestOfAll).length, 1);
  });

  it('say so where seeds have not come to the same meta-iteration', () => {
    const [first, second] = generatedRuns(1, 2);
    assert.ok(first !== undefined && second !== undefined);
    const model = compareModel([first, second]);
    const early = snapshotOf(second);
    const next = reduceCompare(model, {
      ...early,
      run: { ...early.run, latest: { value: 0.5, ci95: 0.1, iteration: 7 } },
    });
    assert.match(figuresOf(next).rows[0]?.latest ?? '', / \*$/);
  });

  it('say why a run cannot be shown', () => {
    const model = compareModel(generatedRuns(1, 1));
    const gone = reduceCompare(model, { kind: 'unavailable', runKey: '/runs/000', notice: noticeOf('It is gone.') });
    assert.deepEqual(
      figuresOf(gone).rows.map(({ word, state }) => [word, state]),
      [['It is gone.', undefined]],
    );
  });
});

describe('what differs between runs', () => {
  it('is what differs by default, and everything where that is wanted', () => {
    const model = apart(compareModel(generatedRuns(2, 1)));
    assert.deepEqual(
      parametersOf(model).rows.map(({ place }) => place),
      ['algorithm.innerOptimizer.learningRate'],
    );
    const all = reduceCompare(model, { kind: 'choose', choices: { showsAllParameters: true } });
    assert.equal(parametersOf(all).rows.length, 4);
    assert.equal(plain(parametersOf(all).summary), '1 of 4 parameters differ. Bold: other than in most.');
  });

  it('stands out where a value is other than in most', () => {
    const runs = generatedRuns(3, 1).map((run, index) => ({ ...run, rate: index === 1 ? 0.5 : 0.1 }));
    const [row] = parametersOf(apart(compareModel(runs))).rows;
    assert.deepEqual(row?.stands, [false, true, false]);
  });

  it('is compared without a run whose experiment is not read, which is said', () => {
    const beside = besideOf(generatedRuns(4, 1));
    const without = (...unknown: readonly number[]) => {
      const isUnknown = (place: number) => unknown.includes(place);
      const message = {
        ...beside,
        runs: beside.runs.map((run, place) => ({ ...run, isExperimentKnown: !isUnknown(place) })),
        parameters: beside.parameters.map((row) => ({
          ...row,
          values: row.values.map((value, place) => (isUnknown(place) && row.place !== 'seed' ? null : value)),
        })),
      };
      return parametersOf(apart(reduceCompare(compareModel(generatedRuns(4, 1)), message)));
    };
    const label = (place: number) => beside.runs[place]?.label ?? '';
    const one = without(1);
    assert.equal(
      plain(one.summary),
      `1 of 4 parameters differ. Bold: other than in most. Not compared: ${label(1)}. Of these the experiment is not read yet, or cannot be.`,
    );
    const two = without(0, 1);
    assert.equal(two.rows[0]?.stands.includes(true), false, 'what nobody knows is not what most have');
    assert.match(plain(two.summary), RegExp(`Not compared: ${label(0)}, ${label(1)}\\. Of these`));
    assert.equal(
      plain(without(0, 1, 2).summary),
      `Not compared: ${label(0)}, ${label(1)}, ${label(2)}. Of these the experiment is not read yet, or cannot be.`,
    );
    assert.equal(plain(without(0, 1, 2, 3).summary), 'The runs’ experiments are not read yet, or cannot be.');
  });

  it('has a column for each line, with all values of runs that are folded', () => {
    const view = parametersOf(compareModel(generatedRuns(2, 3)));
    assert.equal(view.columns.length, 2);
    assert.deepEqual(view.rows.find(({ place }) => place === 'seed')?.values, ['0, 1, 2', '0, 1, 2']);
    assert.equal(view.runs.length, 6);
  });

  it('offers the first two runs to be laid side by side, or those that were chosen', () => {
    const model = compareModel(generatedRuns(3, 1));
    assert.deepEqual(parametersOf(model).sides, ['/runs/000', '/runs/001']);
    const chosen = reduceCompare(model, { kind: 'side', place: 'right', runKey: '/runs/002' });
    assert.deepEqual(parametersOf(chosen).sides, ['/runs/000', '/runs/002']);
    assert.deepEqual(parametersOf(reduceCompare(chosen, besideOf(generatedRuns(2, 1)))).sides, [
      '/runs/000',
      '/runs/001',
    ]);
    assert.equal(parametersOf(compareModel(generatedRuns(1, 1))).sides, undefined);
  });
});

describe('runs on the same held-out tasks', () => {
  const runs = generatedRuns(4, 1);
  const withPairing = (pairing: Pairing) => reduceCompare(compareModel(runs), { kind: 'pairing', pairing });

  it('are drawn with their intervals about zero, and said in words', () => {
    const view = pairsOf(withPairing(pairingOf(runs)));
    const rows = view?.forest?.rows ?? [];
    assert.deepEqual(
      rows.map(({ isReference, sentence }) => isReference === (sentence === '')),
      [true, true, true],
    );
    assert.match(
      plain(rows[1]?.sentence ?? ''),
      /^“lr 0\.005 · seed 0” is better than “lr 0\.001 · seed 0” by [\d.]+ ± 0\.5 points on the same 1,000 tasks\.$/,
    );
    const zero = view?.forest?.zero ?? Number.NaN;
    for (const { mark, isReference } of rows) {
      if (isReference) continue;
      assert.ok(mark !== undefined && mark.low < mark.mean && mark.mean < mark.high);
      assert.ok(mark.low >= 0 && mark.high <= 1);
      assert.ok(mark.mean > zero);
    }
    assert.ok(view?.forest?.ticks.some(({ text, place }) => text === '0' && Math.abs(place - zero) < 1e-9));
    assert.match(view?.caption ?? '', /corrected by Holm for 2 comparisons/);
  });

  it('stand beside baselines of the same tasks, which nothing is compared with', () => {
    const pairing = pairingOf(runs);
    assert.ok(pairing.paired !== null);
    const difference = { mean: -0.2, ci95: 0.01, p: 0.0001, pHolm: 0.0004 };
    const baselines = [{ name: 'nearestNeighbour' as const, after: { mean: 0.5, ci95: 0.01 }, difference }];
    const view = pairsOf(withPairing({ ...pairing, paired: { ...pairing.paired, baselines, comparisons: 3 } }));
    const row = view?.forest?.rows.at(-1);
    assert.deepEqual([row?.key, row?.label, row?.colour], [undefined, 'nearest neighbour', undefined]);
    assert.equal(
      plain(row?.sentence ?? ''),
      'The nearest neighbour is worse than “lr 0.001 · seed 0” by 20.0 ± 1.0 points on the same 1,000 tasks.',
    );
    assert.ok(row?.mark !== undefined && row.mark.low >= 0 && row.mark.high < (view?.forest?.zero ?? 0));
    assert.match(view?.caption ?? '', /corrected by Holm for 3 comparisons/);
    assert.doesNotMatch(view?.caption ?? '', /all pairs/);
  });

  it('say that they are corrected for all pairs where the reference was chosen with the figures in sight', () => {
    const pairing = pairingOf(runs);
    assert.ok(pairing.paired !== null);
    const caption = pairsOf(withPairing({ ...pairing, paired: { ...pairing.paired, comparisons: 6 } }))?.caption ?? '';
    assert.match(caption, /corrected by Holm for 6 comparisons/);
    assert.match(caption, /These are all pairs, since .* was chosen with the figures in sight\.$/);
  });

  it('that were not measured can be, with those that were', () => {
    const view = pairsOf(withPairing(pairingOf(runs)));
    assert.deepEqual(
      view?.unpaired.flatMap(({ labels }) => labels),
      ['lr 0.1 · seed 0'],
    );
    assert.equal(view?.measurable.length, 4);
  });

  it('that cannot be compared say why, and nothing is offered that would not help', () => {
    const differences = [{ key: 'task.ways', own: '20', others: '5' }];
    const unpaired = [{ runKey: '/runs/001', why: { code: 'otherTasks' as const, differences } }];
    const view = pairsOf(withPairing({ choices: [], chosen: 0, paired: null, unpaired }));
    assert.equal(
      view?.unpaired[0]?.why,
      'its held-out tasks are others, so it cannot be compared: task.ways is 20 and not 5.',
    );
    assert.deepEqual(view?.measurable, []);
    assert.match(view?.caption ?? '', /No two of the runs were measured/);
  });

  it('whose evaluations cannot be read are not said to have none, and can be measured', () => {
    const unpaired = runs.slice(0, 2).map(({ key }) => ({ runKey: key, why: { code: 'unreadable' as const } }));
    const view = pairsOf(withPairing({ choices: [], chosen: 0, paired: null, unpaired }));
    assert.match(view?.unpaired[0]?.why ?? '', /cannot all be read/);
    assert.equal(view?.measurable.length, 2);
  });

  it('that are left out for one reason are named together', () => {
    const why = { code: 'notMeasured' as const };
    const unpaired = runs.slice(0, 3).map(({ key }) => ({ runKey: key, why }));
    const view = pairsOf(withPairing({ choices: [], chosen: 0, paired: null, unpaired }));
    assert.equal(view?.unpaired.length, 1);
    assert.equal(new Set(view?.unpaired[0]?.labels).size, 3);
  });

  it('whose differences are no numbers are said to be so, and not drawn', () => {
    const pairing = pairingOf(runs);
    assert.ok(pairing.paired !== null);
    const nothing = { mean: null, ci95: null, p: null, pHolm: null };
    const rows = pairing.paired.rows.map((row) => (row.difference === null ? row : { ...row, difference: nothing }));
    const [, row] = pairsOf(withPairing({ ...pairing, paired: { ...pairing.paired, rows } }))?.forest?.rows ?? [];
    assert.equal(row?.mark, undefined);
    assert.match(row?.sentence ?? '', /a figure is not a number/);
  });

  it('that are many differ in no more settings than a person reads', () => {
    const differences = Array.from({ length: 9 }, (_, index) => ({ key: `task.${index}`, own: '', others: '1' }));
    assert.match(sayWhy({ code: 'measuredOtherwise', differences }), /task\.3 is not set and not 1; and 5 more\.$/);
  });
});
