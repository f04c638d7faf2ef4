// Facts of experiments: two experiments have the same exactly where they set the same.

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { factsOf } from '../../../src/runs/experimentFacts.ts';
import { groupRows } from '../../../src/table/groupRows.ts';
import type { RunRow } from '../../../src/table/runRow.ts';
import { columnsOf } from '../../../src/table/tableColumns.ts';
import { testRow } from '../../support/tableRows.ts';
import '../../support/seededProperties.ts';

const module = { kind: 'module', path: 't.ts' };

function factsWith(parts: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const { experiment, problems } = readExperiment(
    JSON.stringify({
      name: 'a',
      task: module,
      model: { kind: 'mlp' },
      algorithm: { innerOptimizer: { kind: 'sgd' } },
      ...parts,
    }),
  );
  assert.ok(experiment !== undefined, JSON.stringify(problems));
  return new Map(factsOf(experiment));
}

const factsOfSettings = (settings: unknown) => factsWith({ task: { ...module, settings } });

/** How many rows `--group-by-all-but-seed` makes of these experiments. */
function countGroups(experiments: readonly ReadonlyMap<string, unknown>[]): number {
  const rows = experiments.map((facts): RunRow => {
    const row = testRow({});
    return { ...row, parameters: factsAgain(facts) };
  });
  return groupRows(rows, { by: 'allButSeed' }, columnsOf(rows)).length;
}

function factsAgain(facts: ReadonlyMap<string, unknown>): RunRow['parameters'] {
  return new Map(
    [...facts].flatMap(([place, fact]) =>
      typeof fact === 'number' || typeof fact === 'string' || typeof fact === 'boolean' ? [[place, fact] as const] : [],
    ),
  );
}

describe('facts of an experiment', () => {
  const keys = ['a', 'b c', 'σ', 'a.b', 'x[0]', 'kind', '$ref', ' ', '', 'k'.repeat(60)];
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(0, 1, 12, true, false, null, '', '1', 'a', 'b', 'a,b', '1,2', '[1,2]', '[]', '#', 'null'),
    fc.constantFrom('x', 'y').map((end) => 'long '.repeat(60) + end),
  );
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .uniqueArray(fc.tuple(fc.constantFrom(...keys), tie('value')), { maxLength: 3, selector: ([key]) => key })
        .map((entries) => Object.fromEntries(entries)),
    ),
  })).value;
  const settings = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 3, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries));

  it('are the same exactly where a module’s settings are, whatever stands in them and in whatever order', () => {
    fc.assert(
      fc.property(settings, settings, value, value, (one, other, left, right) => {
        const pairs = [
          [one, other],
          // Alike but for one value.
          [
            { ...one, s: left },
            { s: right, ...one },
          ],
        ] as const;
        for (const [first, second] of pairs)
          assert.equal(
            isDeepStrictEqual(factsOfSettings(first), factsOfSettings(second)),
            isDeepStrictEqual(first, second),
            JSON.stringify([first, second]),
          );
        assert.deepEqual(factsOfSettings(Object.fromEntries(Object.entries(one).reverse())), factsOfSettings(one));
      }),
      { numRuns: 400 },
    );
  });

  it('name nested settings, and those in letters of any language; the rest is told by a digest', () => {
    const facts = factsOfSettings({ spring: { k: 3, rest: [1, 2] }, 'σ noise': 5, 'a.b': 1, list: [{ x: 2 }] });
    assert.equal(facts.get('task.settings.spring.k'), 3);
    assert.equal(facts.get('task.settings.spring.rest'), '1,2');
    assert.equal(facts.get('task.settings.σ noise'), 5);
    assert.equal(facts.get('task.settings.list[0].x'), 2);
    assert.match(String(facts.get('task.settings')), /^#[\da-f]{16}$/);
    assert.equal(factsOfSettings({ spring: { k: 3 } }).has('task.settings'), false);
    assert.equal(factsOfSettings({}).has('task.settings'), false);
  });

  it('tell learning rate and algorithm behind hundreds of columns, and that there are more columns', () => {
    const features = (count: number, as = 'number') =>
      Array.from({ length: count }, (_, column) => ({
        column: `f${column}`,
        as: column === count - 1 ? as : 'number',
      }));
    const of = (seed: number, learningRate: number, list: unknown, more: object = {}) =>
      factsWith({
        seed,
        task: { kind: 'table', dataset: { path: 'w.csv', taskColumn: 'task', features: list, target: 'y' } },
        algorithm: { innerOptimizer: { kind: 'sgd', learningRate } },
        ...more,
      });
    const wide = of(0, 0.02, features(600));
    assert.equal(wide.get('algorithm.innerOptimizer.learningRate'), 0.02);
    assert.equal(wide.get('algorithm.kind'), 'reptile');
    assert.equal(wide.get('task.dataset.features'), 600);
    assert.ok(wide.has('task.unlisted'));
    assert.ok(wide.size < 600);
    assert.equal(of(0, 0.02, features(20)).has('task.unlisted'), false);
    assert.equal(countGroups([wide, of(1, 0.02, features(600), { tags: ['a,b'], checkpoint: { every: 7 } })]), 1);
    assert.equal(countGroups([wide, of(1, 0.001, features(600))]), 2);
    assert.equal(countGroups([wide, of(1, 0.02, features(600, 'category'))]), 2);
  });

  it('tell lists apart that read the same when they are joined', () => {
    const names = [
      ['a,b', 'c'],
      ['a', 'b,c'],
      ['a', 'b', 'c'],
      ['[a', 'b'],
    ];
    const of = (features: readonly string[]) =>
      factsWith({ task: { kind: 'table', dataset: { path: 'w.csv', taskColumn: 't', features, target: 'y' } } });
    assert.equal(new Set(names.map((list) => of(list).get('task.dataset.features'))).size, names.length);
    assert.equal(of(['a', 'b']).get('task.dataset.features'), 'a,b');
  });
});
