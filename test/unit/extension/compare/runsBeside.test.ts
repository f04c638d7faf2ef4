// What runs have only together: labels, colours, groups and parameters.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeRunsBeside } from '../../../../src/extension/compare/runsBeside.ts';
import { mostCompared } from '../../../../src/panel/compareMessages.ts';
import type { DrawnColour, RunHue } from '../../../../src/panel/runColours.ts';
import { ownHuesOf } from '../../../../src/table/rowHues.ts';
import { places, testRow } from '../../../support/tableRows.ts';

const row = (learningRate: number, seed: number, cells = {}) =>
  testRow({
    cells: { name: 'Sine', label: `lr ${learningRate} · seed ${seed}`, run: `run-${learningRate}-${seed}`, ...cells },
    parameters: { seed, [places.learningRate]: learningRate, 'algorithm.metaBatch': 5, 'engine.workers': seed },
  });
const none: ReadonlyMap<string, DrawnColour> = new Map();
const noHues = () => new Map<string, RunHue>();

describe('runs beside each other', () => {
  it('are called by their labels, with their names where these differ', () => {
    const same = describeRunsBeside([row(0.1, 1), row(0.1, 2)], none, noHues, 2);
    assert.deepEqual(
      same.runs.map(({ label, title }) => [label, title]),
      [
        ['lr 0.1 · seed 1', 'Sine · lr 0.1 · seed 1'],
        ['lr 0.1 · seed 2', 'Sine · lr 0.1 · seed 2'],
      ],
    );
    const other = describeRunsBeside([row(0.1, 1), row(0.1, 2, { name: 'Other' })], none, noHues, 2);
    assert.deepEqual(
      other.runs.map(({ label }) => label),
      ['Sine · lr 0.1 · seed 1', 'Other · lr 0.1 · seed 2'],
    );
  });

  it('belong together where they differ in the seed, and in what changes no figure', () => {
    const { runs } = describeRunsBeside([row(0.1, 1), row(0.2, 1), row(0.1, 2)], none, noHues, 3);
    const [a, b, c] = runs.map(({ group }) => group);
    assert.equal(a, c);
    assert.notEqual(a, b);
  });

  it('have every parameter, and say which differ', () => {
    const { parameters } = describeRunsBeside([row(0.1, 1), row(0.2, 2)], none, noHues, 2);
    assert.deepEqual(Object.fromEntries(parameters.map(({ place, differs }) => [place, differs])), {
      [places.learningRate]: true,
      'algorithm.metaBatch': false,
      'engine.workers': true,
      seed: true,
    });
    assert.deepEqual(parameters.find(({ place }) => place === places.learningRate)?.values, [0.1, 0.2]);
  });

  it('differ in nothing that is not known of a run whose experiment is not read, and in what its manifest says', () => {
    const unread = { ...testRow({ cells: { name: 'Sine' }, parameters: { seed: 2 } }), isExperimentKnown: false };
    for (const rows of [
      [row(0.1, 1), unread, row(0.1, 1)],
      [unread, row(0.1, 1), row(0.2, 1)],
    ]) {
      const { parameters } = describeRunsBeside(rows, none, noHues, 3);
      assert.deepEqual(Object.fromEntries(parameters.map(({ place, differs }) => [place, differs])), {
        [places.learningRate]: rows[0] === unread,
        'algorithm.metaBatch': false,
        'engine.workers': false,
        seed: true,
      });
    }
    const without = testRow({ cells: { name: 'Sine' }, parameters: { seed: 1 } });
    const { parameters } = describeRunsBeside([row(0.1, 1), without], none, noHues, 2);
    assert.equal(parameters.find(({ place }) => place === places.learningRate)?.differs, true, 'it has none');
  });

  it('count tasks where the experiment says how many, and steps where it has any', () => {
    const [run] = describeRunsBeside([row(0.1, 1)], none, noHues, 1).runs;
    assert.deepEqual([run?.tasksPerIteration, run?.innerStepsPerTask], [5, null]);
  });

  it('keep the colours that they had, and take those that people chose', () => {
    const rows = [row(0.1, 1), row(0.1, 2, { colour: 'magenta' }), row(0.1, 3, { colour: 'no colour' })];
    const kept: ReadonlyMap<string, DrawnColour> = new Map([
      [rows[0]?.directory ?? '', { hue: 'grey', dash: 'dotted' }],
    ]);
    const [first, second, third] = describeRunsBeside(rows, kept, noHues, 3).runs;
    assert.deepEqual(first?.colour, { hue: 'grey', dash: 'dotted' });
    assert.equal(second?.colour.hue, 'magenta');
    assert.notDeepEqual(third?.colour, second?.colour);
  });

  it('have the colours that the table has, while these differ', () => {
    const rows = Array.from({ length: 8 }, (_, place) => row(0.1, place, { created: place }));
    const table = ownHuesOf(rows);
    assert.equal(new Set(table.values()).size, 8);
    const shown = [rows[6], rows[1], rows[3]].flatMap((each) => each ?? []);
    for (const { runKey, colour } of describeRunsBeside(shown, none, () => table, 3).runs)
      assert.deepEqual(colour, { hue: table.get(runKey), dash: 'solid' });
  });

  it('are no more than can be told apart, and the rest is counted', () => {
    const rows = Array.from({ length: mostCompared + 3 }, (_, seed) => row(0.1, seed));
    const { runs, leftOut } = describeRunsBeside(rows, none, noHues, rows.length + 1);
    assert.deepEqual([runs.length, leftOut], [mostCompared, 4]);
    assert.equal(new Set(runs.map(({ colour: { hue, dash } }) => `${hue} ${dash}`)).size, mostCompared);
  });
});
