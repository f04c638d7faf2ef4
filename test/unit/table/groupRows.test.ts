// Groups of rows, and groups folded to one row.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../support/seededProperties.ts';
import type { CellValue } from '../../../src/table/cells.ts';
import type { Column } from '../../../src/table/columns.ts';
import { type FoldedCell, foldGroup } from '../../../src/table/foldRows.ts';
import { type Grouping, groupRows } from '../../../src/table/groupRows.ts';
import { packRows, unpackRows } from '../../../src/table/page/packedRows.ts';
import type { RunRow } from '../../../src/table/runRow.ts';
import { columnsOf, defaultColumns } from '../../../src/table/tableColumns.ts';
import { generatedFigures } from '../../support/generatedFigures.ts';
import { places, testRow } from '../../support/tableRows.ts';

const allButSeed: Grouping = { by: 'allButSeed' };

function namedColumn(columns: readonly Column[], id: string): Column {
  const column = columns.find((candidate) => candidate.id === id);
  if (column === undefined) throw new Error(`There is no column ${id}.`);
  return column;
}

/** Sets of the rows' directories, in no order. */
function partition(rows: readonly RunRow[], grouping: Grouping, columns: readonly Column[]): readonly string[] {
  return groupRows(rows, grouping, columns)
    .map((group) =>
      group.rows
        .map(({ directory }) => directory)
        .sort()
        .join(' '),
    )
    .sort();
}

describe('groups of rows', () => {
  const rate = fc.constantFrom(0.01, 0.1);
  const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const row = fc
    .record({
      rate: optional(rate),
      seed: fc.integer({ min: 0, max: 3 }),
      workers: fc.constantFrom<(string | number)[]>('auto', 1, 2),
      tags: optional(fc.shuffledSubarray(['a', 'b'])),
      group: optional(fc.constantFrom('g', 'h')),
      created: fc.integer({ min: 0, max: 3 }),
      figure: optional(fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ rate: learningRate, seed, workers, tags, group, created, figure }) =>
      testRow({
        cells: {
          created: created * 86_400_000,
          ...(tags === undefined ? {} : { tags }),
          ...(figure === undefined ? {} : { accuracy: { value: figure, ci95: 0.1 }, 'latest.iteration': 100 }),
        },
        parameters: {
          seed,
          'engine.workers': workers,
          ...(learningRate === undefined ? {} : { [places.learningRate]: learningRate }),
        },
        ...(group === undefined ? {} : { groupId: group }),
      }),
    );
  const rows = fc.array(row, { minLength: 1, maxLength: 25 });

  it('hold every row once, whatever the order of rows', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (all, order) => {
        const columns = columnsOf(all);
        const groupings: Grouping[] = [
          allButSeed,
          ...columns.map((column): Grouping => ({ by: 'column', column })),
          { by: 'day', column: namedColumn(columns, 'created') },
        ];
        const shuffled = all
          .map((member) => ({ member, rank: order.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ member }) => member);
        for (const grouping of groupings) {
          const groups = groupRows(all, grouping, columns);
          const members = groups.flatMap((group) => group.rows);
          assert.equal(members.length, all.length);
          assert.deepEqual(new Set(members), new Set(all));
          assert.equal(new Set(groups.map(({ key }) => key)).size, groups.length);
          assert.deepEqual(partition(shuffled, grouping, columnsOf(shuffled)), partition(all, grouping, columns));
        }
      }),
    );
  });

  it('by everything but the seed hold rows together exactly where all else that makes figures is the same', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const columns = columnsOf(all);
        const groupOf = new Map(
          groupRows(all, allButSeed, columns).flatMap((group) =>
            group.rows.map((member) => [member, group.key] as const),
          ),
        );
        for (const one of all)
          for (const other of all) {
            const isSame = one.parameters.get(places.learningRate) === other.parameters.get(places.learningRate);
            assert.equal(groupOf.get(one) === groupOf.get(other), isSame);
          }
      }),
    );
  });

  it('lose nothing when they are folded: what is unfolded are the rows, and every figure is of one of them', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const columns = columnsOf(all);
        const accuracy = columns.find(({ id }) => id === 'accuracy');
        const folded = groupRows(all, allButSeed, columns).map((group) => foldGroup(group, allButSeed, columns));
        assert.deepEqual(new Set(folded.flatMap(({ group }) => group.rows)), new Set(all));
        for (const { group, cells } of folded) {
          const cell = cells.get('accuracy');
          const figures = group.rows.flatMap((member) => member.cells.get('accuracy') ?? []);
          assert.equal(cell === undefined, accuracy === undefined || figures.length === 0);
          if (cell === undefined) continue;
          assert.ok(cell.kind === 'seeds');
          const measured = group.rows.filter((member) => member.cells.has('accuracy'));
          assert.equal(cell.seeds, new Set(measured.map((member) => member.parameters.get('seed'))).size);
        }
      }),
    );
  });

  it('tell two groups of one name apart, and keep to itself what cannot be read', () => {
    const named = ['g', 'h', 'g'].map((groupId) => testRow({ cells: { group: 'lr sweep' }, groupId }));
    const columns = columnsOf(named);
    const grouping: Grouping = { by: 'column', column: namedColumn(columns, 'group') };
    assert.deepEqual(
      groupRows(named, grouping, columns).map((group) => [group.common, group.rows.length]),
      [
        ['lr sweep', 2],
        ['lr sweep', 1],
      ],
    );
    const unknown = [1, 2].map((seed) => ({ ...testRow({ parameters: { seed } }), isExperimentKnown: false }));
    assert.equal(groupRows(unknown, allButSeed, columnsOf(unknown)).length, 2);
  });
});

describe('runs of one experiment and other seeds', () => {
  const run = (seed: number, cells: Record<string, string> = {}) =>
    testRow({ cells: { accuracy: { value: seed, ci95: 0.1 }, ...cells }, parameters: { seed } });
  const groupsOf = (rows: readonly RunRow[]) => {
    for (const read of [rows, unpackRows(packRows(rows))]) {
      const groups = groupRows(read, allButSeed, columnsOf(read));
      assert.equal(new Set(groups.map(({ key }) => key)).size, groups.length);
    }
    const groups = groupRows(rows, allButSeed, columnsOf(rows));
    const packed = unpackRows(packRows(rows));
    assert.deepEqual(partition(packed, allButSeed, columnsOf(packed)), partition(rows, allButSeed, columnsOf(rows)));
    return groups.map(({ rows: members }) => members.map((row) => row.parameters.get('seed')));
  };

  it('that begin with other parameters than others, or at random, are no seeds of these', () => {
    const [warm, other] = [{ beginsWith: 'good.npz (1a2b3c4d)' }, { beginsWith: 'good.npz (5e6f7a8b)' }];
    assert.deepEqual(groupsOf([run(0), run(1), run(0, warm), run(1, warm), run(2, other)]), [[0, 1], [0, 1], [2]]);
    assert.deepEqual(groupsOf([run(0, warm), run(1, warm)]), [[0, 1]]);
  });

  it('that were extended, with step sizes of another length until then, are no seeds of others', () => {
    const [extended, earlier] = [{ extended: 'at 300' }, { extended: 'at 200 of 300' }];
    assert.deepEqual(groupsOf([run(0), run(0, extended), run(1), run(2, extended), run(3, earlier)]), [
      [0, 1],
      [0, 2],
      [3],
    ]);
    assert.deepEqual(groupsOf([run(0, extended), run(1, extended)]), [[0, 1]]);
  });

  it('have columns for what they begin with and their data where nothing else tells them apart', () => {
    const named = (name: string, cells: Record<string, string> = {}) => run(0, { name, ...cells });
    const shown = (rows: readonly RunRow[]) =>
      defaultColumns(rows).flatMap(({ id }) => (/^(?:beginsWith|extended|splitDigest)$/.test(id) ? [id] : []));
    const [first, second] = [{ splitDigest: 'b4733c5d' }, { splitDigest: 'ebd89b90' }];
    assert.deepEqual(shown([named('a', first), named('b', second), named('a')]), []);
    assert.deepEqual(shown([named('a', first), named('b', first), named('a', second)]), ['splitDigest']);
    assert.deepEqual(shown([named('a'), named('a', { beginsWith: 'good.npz (1a2b3c4d)' })]), ['beginsWith']);
    assert.deepEqual(shown([named('a'), named('a', { extended: 'at 300' })]), ['extended']);
  });

  it('that trained on other data than others are no seeds of these', () => {
    const [first, second] = [{ splitDigest: 'b4733c5d' }, { splitDigest: 'ebd89b90' }];
    assert.deepEqual(groupsOf([run(0, first), run(1, second), run(2, first)]), [[0, 2], [1]]);
    // Of what waits nobody knows its data.
    assert.deepEqual(groupsOf([run(0, first), run(1), run(2, first)]), [[0, 1, 2]]);
    assert.deepEqual(groupsOf([run(0, first), run(1), run(2, second)]), [[0], [1], [2]]);
    const setting = (place: number, data: Record<string, string>) => ({
      ...run(place, data),
      parameters: new Map([
        ['seed', place],
        [places.metaStepSize, data.splitDigest === undefined ? 0 : 1],
      ]),
    });
    assert.deepEqual(groupsOf([setting(0, first), setting(1, {}), setting(2, {}), setting(3, second)]), [
      [0],
      [1, 2],
      [3],
    ]);
  });
});

describe('runs of another program', () => {
  it('between which it was changed are no seeds of one, and have a column for it', () => {
    const run = (seed: number, program?: string) =>
      testRow({ cells: { name: 'a', ...(program === undefined ? {} : { program }) }, parameters: { seed } });
    const rows = [run(0, '3f2a91c0'), run(1, '3f2a91c0'), run(2, '8e1b22aa'), run(3, '3f2a91c0, then 8e1b22aa')];
    const groups = groupRows(rows, allButSeed, columnsOf(rows));
    assert.deepEqual(
      groups.map(({ rows: members }) => members.map((row) => row.parameters.get('seed'))),
      [[0, 1], [2], [3]],
    );
    assert.ok(defaultColumns(rows).some(({ id }) => id === 'program'));
    const alike = [run(0, '3f2a91c0'), run(1, '3f2a91c0'), run(2)];
    assert.equal(groupRows(alike, allButSeed, columnsOf(alike)).length, 1);
    assert.ok(!defaultColumns(alike).some(({ id }) => id === 'program'));
  });
});

describe('logs of other programs', () => {
  const log = (parameters: Record<string, string | number>, figure = 1) =>
    testRow({ cells: { state: 'ended', accuracy: { value: figure, ci95: Number.NaN } }, parameters });
  const sizesOf = (rows: readonly RunRow[]) =>
    groupRows(rows, allButSeed, columnsOf(rows)).map((group) => group.rows.length);

  it('that do not say their seed are runs of their own, whatever else they say', () => {
    assert.deepEqual(sizesOf([log({}), log({})]), [1, 1]);
    assert.deepEqual(
      sizesOf([log({ batch_size: 32 }), log({ batch_size: 32 }), log({ batch_size: 32, seed: 1 })]),
      [1, 1, 1],
    );
    const own = [1, 2].map((seed) => testRow({ cells: { state: 'completed' }, parameters: { seed } }));
    assert.deepEqual(sizesOf([log({}), ...own, log({})]), [1, 2, 1]);
  });

  it('are seeds of one run where they differ in the seed, and are by themselves where two say the same of all', () => {
    const seeds = [1, 2, 3].map((seed) => log({ batch_size: 32, seed }));
    assert.deepEqual(sizesOf(seeds), [3]);
    const again = log({ batch_size: 32, seed: 3 });
    assert.deepEqual(
      sizesOf([...seeds, again, log({ batch_size: 64, seed: 1 }), log({ batch_size: 64, seed: 2 })]),
      [1, 1, 1, 1, 2],
    );
    const rows = [...seeds, again];
    assert.equal(new Set(groupRows(rows, allButSeed, columnsOf(rows)).map(({ key }) => key)).size, 4);
  });
});

describe('a folded row', () => {
  function foldedOf(rows: readonly RunRow[], grouping: Grouping, id: string): FoldedCell | undefined {
    const columns = columnsOf(rows);
    const [group] = groupRows(rows, grouping, columns);
    return group === undefined ? undefined : foldGroup(group, grouping, columns).cells.get(id);
  }
  const seeded = (figures: readonly number[], ci95 = 0.02) =>
    figures.map((value, seed) =>
      testRow({
        cells: { accuracy: { value, ci95 }, 'latest.iteration': 100, state: seed === 0 ? 'running' : 'completed' },
        parameters: { seed },
      }),
    );

  it('has the mean over seeds with its t interval, beside the mean interval over tasks', () => {
    // As in the test of seedInterval.ts, by SciPy.
    const cell = foldedOf(seeded(generatedFigures(3, 5)), allButSeed, 'accuracy');
    assert.ok(cell?.kind === 'seeds');
    assert.ok(Math.abs(cell.mean - 0.39157353062182665) < 1e-12);
    assert.ok(Math.abs(cell.ci95 / 0.22745316792445547 - 1) < 1e-9);
    assert.equal(cell.seeds, 5);
    assert.ok(Math.abs(cell.ci95OverTasks - 0.02) < 1e-12);
    assert.equal(cell.isOfOneIteration, true);
  });

  it('is folded in a column when that is asked for, once', () => {
    const read: string[] = [];
    class CountedCells extends Map<string, CellValue> {
      override get(id: string): CellValue | undefined {
        read.push(id);
        return super.get(id);
      }
    }
    const rows = seeded([0.1, 0.2, 0.3]).map((row) => ({ ...row, cells: new CountedCells(row.cells) }));
    const columns = columnsOf(rows);
    const [group] = groupRows(rows, allButSeed, columns);
    assert.ok(group);
    const before = read.length;
    const { cells } = foldGroup(group, allButSeed, columns);
    assert.equal(read.length, before);
    assert.equal(cells.get('accuracy')?.kind, 'seeds');
    const once = read.slice(before);
    assert.ok(once.includes('accuracy') && !once.includes('state'), once.join());
    assert.equal(cells.get('accuracy')?.kind, 'seeds');
    assert.equal(read.length, before + once.length);
    assert.ok([...cells.keys()].includes('state') && !cells.has('nothing of the kind'));
  });

  it('has no interval over a single seed', () => {
    const cell = foldedOf(seeded([0.9]), allButSeed, 'accuracy');
    assert.deepEqual(cell, {
      kind: 'seeds',
      seeds: 1,
      mean: 0.9,
      ci95: Number.NaN,
      ci95OverTasks: 0.02,
      isOfOneIteration: true,
    });
  });

  it('counts each seed once, by the run that got furthest, and says where runs are not equally far', () => {
    const run = (seed: number, value: number, iteration: number) =>
      testRow({ cells: { accuracy: { value, ci95: 0.01 }, 'latest.iteration': iteration }, parameters: { seed } });
    const cell = foldedOf([run(1, 0.5, 100), run(1, 0.6, 200), run(2, 0.8, 300)], allButSeed, 'accuracy');
    assert.ok(cell?.kind === 'seeds');
    assert.equal(cell.seeds, 2);
    assert.ok(Math.abs(cell.mean - 0.7) < 1e-12);
    assert.equal(cell.isOfOneIteration, false);
  });

  it('never takes runs of other settings for seeds', () => {
    const rows = [0.1, 0.2].map((rate) =>
      testRow({
        cells: { accuracy: { value: rate, ci95: 0.1 }, state: 'running' },
        parameters: { [places.learningRate]: rate },
      }),
    );
    const column = namedColumn(columnsOf(rows), 'state');
    assert.deepEqual(foldedOf(rows, { by: 'column', column }, 'accuracy'), {
      kind: 'range',
      least: 0.1,
      most: 0.2,
      runs: 2,
    });
  });

  it('counts what is not the same and no number', () => {
    assert.deepEqual(foldedOf(seeded([0.1, 0.2, 0.3]), allButSeed, 'state'), {
      kind: 'several',
      counts: [
        ['completed', 2],
        ['running', 1],
      ],
    });
    assert.deepEqual(foldedOf(seeded([0.1, 0.2, 0.3]), allButSeed, 'seed'), {
      kind: 'range',
      least: 0,
      most: 2,
      runs: 3,
    });
  });

  it('by everything but the seed are the same of rows that are read where they lie packed', () => {
    const fact = fc.option(fc.constantFrom<(string | number | boolean)[]>(1, 2, 'sgd', true), { nil: undefined });
    const listed = [places.learningRate, places.optimizer, 'engine.workers', 'seed'];
    const many = fc.array(
      fc.record({ facts: fc.tuple(fact, fact, fact, fact), strange: fc.boolean(), isExperimentKnown: fc.boolean() }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(many, (made) => {
        const all = made.map(({ facts, strange, isExperimentKnown }) => {
          const known = listed.flatMap((place, number) => {
            const value = facts[number];
            return value === undefined ? [] : [[place, value] as const];
          });
          const parameters = Object.fromEntries(strange ? [...known, ['task.settings.strange', 1] as const] : known);
          return { ...testRow({ parameters }), isExperimentKnown };
        });
        // As where a table has more parameters than it looks at.
        const columns = columnsOf(all).filter(({ id }) => id !== 'task.settings.strange');
        const packed = unpackRows(packRows(all));
        assert.deepEqual(partition(packed, allButSeed, columns), partition(all, allButSeed, columns));
        const alone = all.filter(({ parameters, isExperimentKnown }) => {
          return !isExperimentKnown || parameters.get('task.settings.strange') !== undefined;
        });
        const sizes = groupRows(packed, allButSeed, columns).map(({ rows }) => rows.map(({ directory }) => directory));
        for (const { directory } of alone) assert.ok(sizes.some((rows) => rows.length === 1 && rows[0] === directory));
      }),
    );
  });

  it('by everything but the seed keep rows apart that have more parameters than a table looks at', () => {
    const own = [1, 2].map((seed) => testRow({ parameters: { seed, 'task.settings.width': 3 } }));
    const strangers = Array.from({ length: 30 }, (_, run) => {
      const parameters = Array.from({ length: 100 }, (_, key) => [`task.settings.k${run}_${key}`, 1] as const);
      return testRow({ parameters: { seed: run, ...Object.fromEntries(parameters) } });
    });
    const rows = [...strangers, ...own];
    const columns = columnsOf(rows);
    assert.ok(columns.length <= 2000 + 10);
    assert.ok(columns.some(({ id }) => id === 'task.settings.width'));
    const sizes = groupRows(rows, allButSeed, columns).map((group) => group.rows.length);
    assert.deepEqual(sizes, [...strangers.map(() => 1), 2]);
  });
});
