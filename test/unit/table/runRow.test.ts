// Rows from runs: what of a manifest, an experiment and stored evaluations becomes a cell, and which columns are shown.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { untranslated } from '../../../src/base/translate.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { noMarks, type RunMarks } from '../../../src/runs/marks/marks.ts';
import { type MeasuredEvaluation, measuredIn } from '../../../src/runs/measuredEvaluation.ts';
import { readExperimentFacts } from '../../../src/runs/readExperimentFacts.ts';
import type { RunState } from '../../../src/runs/runState.ts';
import { readFilter } from '../../../src/table/filter/rowFilter.ts';
import { packRows, unpackRows } from '../../../src/table/page/packedRows.ts';
import { cellOf, type RunRow, rowOf } from '../../../src/table/runRow.ts';
import { columnsOf, defaultColumns, differsAmong, widthOf } from '../../../src/table/tableColumns.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testEvaluation } from '../../support/testEvaluation.ts';

interface Asked {
  readonly createdAt?: string;
  readonly ways?: number;
  readonly transductive?: boolean;
  /** Of the task. */
  readonly others?: Readonly<Record<string, unknown>>;
  readonly tasks?: number;
  readonly firstTask?: number;
  readonly seed?: number;
}

describe('rows of the runs table', () => {
  const folder = useTemporaryFolder();

  async function newRow(
    changes: Parameters<typeof newTestRun>[1],
    {
      state = 'completed',
      evaluations = [],
      marks = noMarks,
    }: { state?: RunState; evaluations?: readonly MeasuredEvaluation[]; marks?: RunMarks } = {},
  ): Promise<RunRow> {
    const directory = await newTestRun(folder(), changes);
    const manifest = await readManifest(directory);
    const facts = await readExperimentFacts(directory);
    return rowOf(
      { directory, manifest, state, label: 'seed 2', facts, evaluations, diskBytes: 4096, marks },
      untranslated,
    );
  }

  const evaluation = (
    iteration: number,
    mean: number,
    { createdAt = '2026-11-01T00:00:00.000Z', ways = 5, transductive = false, others = {}, ...extent }: Asked = {},
  ): MeasuredEvaluation => {
    const { tasks = 100, firstTask = 50, seed = 3 } = extent;
    const stored = testEvaluation(createdAt);
    const measured = { mean, ci95: 0.01, standardDeviation: 0, median: mean, quantile05: mean, quantile95: mean };
    return measuredIn({
      ...stored,
      initialization: { iteration, parametersSha256: '' },
      protocol: {
        ...stored.protocol,
        seed,
        firstTask,
        innerSteps: 50,
        transductive,
        task: { dataset: { source: 'omniglot' }, ways, ...others },
      },
      report: {
        kind: 'regression',
        tasks,
        steps: [0],
        worst: [],
        figures: [{ quantity: 'accuracy', curve: [measured], before: measured, after: measured }],
      },
    });
  };

  it('hold what the run’s files say, by names that can be asked for', async () => {
    const figure = { iteration: 50, loss: 0.3, lossCi95: 0.02 };
    const row = await newRow(
      {
        name: 'Waves',
        seed: 7,
        metaIterations: 200,
        iteration: 50,
        metaIterationsPerSecond: 10,
        activeSeconds: 5,
        startedAt: '2026-11-01T00:00:00.000Z',
        latest: figure,
        best: { ...figure, iteration: 40, loss: 0.2 },
        group: { id: 'g1', name: 'rates', varies: [] },
        gitCommit: '0123456789abcdef',
        gitDirty: true,
      },
      { state: 'running' },
    );
    const expected: Readonly<Record<string, unknown>> = {
      name: 'Waves',
      label: 'seed 2',
      state: 'running',
      progress: 0.25,
      timeLeft: 15,
      group: 'rates',
      loss: { value: 0.3, ci95: 0.02 },
      'best.loss': { value: 0.2, ci95: 0.02 },
      'best.iteration': 40,
      duration: 5,
      started: Date.UTC(2026, 10, 1),
      commit: '0123456789+',
      launcher: 'local',
      disk: 4096,
    };
    for (const [id, value] of Object.entries(expected)) assert.deepEqual(row.cells.get(id), value, id);
    assert.equal(row.cells.has('accuracy'), false);
    assert.equal(row.cells.has('failure'), false);
    assert.equal(row.parameters.get('seed'), 7);
    assert.equal(row.parameters.get('algorithm.metaIterations'), 200);
    assert.equal(row.groupId, 'g1');
  });

  it('hold what people say of the run, and are found by it', async () => {
    const marked = await newRow(
      { name: 'Waves', tags: ['sine', 'baseline'] },
      {
        marks: {
          ...noMarks,
          isStarred: true,
          name: 'The good one',
          addedTags: ['paper'],
          removedTags: ['baseline'],
          note: 'Two lines:\nboth of them.',
          colour: 'blue',
        },
      },
    );
    const plain = await newRow({ name: 'Waves', tags: [] });
    const archived = await newRow({ name: 'Waves', tags: [] }, { marks: { ...noMarks, isArchived: true } });
    const rows = [marked, plain, archived];
    assert.deepEqual(marked.cells.get('tags'), ['sine', 'paper']);
    const found = (filter: string) => {
      const compiled = readFilter(filter, columnsOf(rows));
      assert.ok(compiled.kind === 'ready', filter);
      return { rows: rows.filter(compiled.matches), asks: compiled.asksForArchived };
    };
    for (const filter of [
      'star = yes',
      'has star',
      'star != no',
      'tag = paper',
      'name = "The good one"',
      'good tag:pap',
    ])
      assert.deepEqual(found(filter), { rows: [marked], asks: false }, filter);
    for (const filter of ['note ~ both', 'colour = blue', 'notes ~ "two lines"'])
      assert.deepEqual(found(filter).rows, [marked], filter);
    for (const filter of ['star = no', 'not has star', 'tag != paper'])
      assert.deepEqual(found(filter).rows, [plain, archived], filter);
    for (const filter of ['archived = yes', 'has archived', 'not (archived = no)'])
      assert.deepEqual(found(filter), { rows: [archived], asks: true }, filter);
    for (const filter of ['archived = no', 'archived = no and (name ~ waves or has star)'])
      assert.deepEqual(found(filter), { rows: [marked, plain], asks: true }, filter);
    const refused = readFilter('star = perhaps', columnsOf(rows));
    assert.ok(refused.kind === 'refused' && refused.problem.code === 'wrongValue');
    const shown = defaultColumns(rows).map(({ id }) => id);
    for (const id of ['star', 'note', 'tags', 'archived', 'name']) assert.ok(shown.includes(id), id);
    assert.ok(!defaultColumns([plain]).some(({ id }) => ['star', 'note', 'archived', 'colour'].includes(id)));
  });

  it('have columns of their own for validation classes, and for each of several held-out sides', async () => {
    const folder = { source: 'folder', path: '/data/birds', heldOutClasses: ['a', 'b'] };
    const rowWith = (mean: number, dataset: object) =>
      newRow({}, { evaluations: [evaluation(100, mean, { others: { dataset: { ...folder, ...dataset } } })] });
    const rows = await Promise.all([
      rowWith(0.5, { evaluateOn: 'test' }),
      rowWith(0.6, { evaluateOn: 'test', size: 14, path: '/home/data/birds' }),
      rowWith(0.7, { evaluateOn: 'validation' }),
    ]);
    const name = (parts: string) => `eval.data-birds.5-way.1-shot.${parts}50-steps.batches-of-5.accuracy`;
    const figures = (of: readonly RunRow[]) =>
      new Map(
        columnsOf(of).flatMap((column) => {
          if (column.kind !== 'figure') return [];
          const values = of.map((row) => {
            const cell = cellOf(row, column);
            return typeof cell === 'object' && 'value' in cell ? cell.value : undefined;
          });
          return [[column.id.replace(/held-out-[\da-f]{8}/, 'held-out'), values] as const];
        }),
      );
    assert.deepEqual(
      figures(rows),
      new Map([
        [name(''), [0.5, 0.6, undefined]],
        [name('validation.'), [undefined, undefined, 0.7]],
      ]),
    );
    const other = await rowWith(0.9, { evaluateOn: 'test', heldOutClasses: ['c'] });
    for (const read of [[...rows, other], unpackRows(packRows([...rows, other]))]) {
      const columns = columnsOf(read).filter(({ of }) => of !== undefined);
      const held = columns.map((column) => read.map((row) => cellOf(row, column) !== undefined));
      assert.deepEqual(
        held.sort((a, b) => Number(b[0]) - Number(a[0])),
        [
          [true, true, false, false],
          [false, false, false, true],
        ],
      );
      assert.equal(new Set(columns.map(({ id }) => id)).size, 2);
      for (const { id, title } of columns) {
        assert.match(id, /\.held-out-[\da-f]{8}\.accuracy$/);
        assert.match(title, /, held out [\da-f]{8}$/);
      }
      assert.ok(defaultColumns(read).every(({ id }) => id !== 'heldOutTasks'));
      const filter = readFilter(`"${columns[0]?.id}" > 0.1`, columnsOf(read));
      assert.ok(filter.kind === 'ready');
      const asked = readFilter(`${name('')} > 0.1`, columnsOf(read));
      assert.ok(asked.kind === 'refused' && asked.problem.code === 'ambiguousName', JSON.stringify(asked));
    }
  });

  it('have a column for each way of measuring, in which the latest checkpoint’s newest evaluation counts', async () => {
    const row = await newRow(
      {},
      {
        evaluations: [
          evaluation(100, 0.9, { createdAt: '2026-11-03T00:00:00.000Z' }),
          evaluation(100, 0.8),
          evaluation(50, 0.7, { createdAt: '2026-11-04T00:00:00.000Z' }),
          evaluation(100, 0.5, { ways: 20 }),
          evaluation(0, 0.2),
          evaluation(100, 0.4, { others: { grouping: { classes: 'oneGroup', queries: 'oneOtherMaker' } } }),
          evaluation(100, 0.3, { others: { heldOutRotations: true, grouping: { classes: 'any', queries: 'any' } } }),
          evaluation(100, 0.99, { others: { episodes: { path: 'easy.csv' } } }),
          evaluation(100, 0.6, { others: { dataset: { source: 'folder', path: '/data/birds/images' } } }),
        ],
      },
    );
    const accuracies = [...row.cells].filter(([id]) => id.startsWith('eval.'));
    assert.deepEqual(
      new Map(
        accuracies.map(([id, value]) => [id, typeof value === 'object' && 'value' in value ? value.value : value]),
      ),
      new Map([
        ['eval.random.omniglot.5-way.1-shot.50-steps.batches-of-5.accuracy', 0.2],
        ['eval.omniglot.5-way.1-shot.50-steps.batches-of-5.accuracy', 0.9],
        ['eval.birds-images.5-way.1-shot.50-steps.batches-of-5.accuracy', 0.6],
        ['eval.omniglot.20-way.1-shot.50-steps.batches-of-5.accuracy', 0.5],
        ['eval.omniglot.5-way.1-shot.one-group.one-other-maker.50-steps.batches-of-5.accuracy', 0.4],
        ['eval.omniglot.5-way.1-shot.turned.50-steps.batches-of-5.accuracy', 0.3],
        ['eval.omniglot.5-way.1-shot.fixed-list.50-steps.batches-of-5.accuracy', 0.99],
      ]),
    );
    const columns = columnsOf([row]);
    const matches = (filter: string) => {
      const compiled = readFilter(filter, columns);
      return compiled.kind === 'ready' ? compiled.matches(row) : compiled.problem.code;
    };
    assert.equal(matches('eval.omniglot.5-way.1-shot.50-steps.batches-of-5.accuracy > 85%'), true);
    assert.equal(matches('eval.accuracy > 85%'), 'ambiguousName');
  });

  it('take the evaluation of most tasks for the run’s figure, whatever was looked at afterwards', async () => {
    const later = '2026-11-02T00:00:00.000Z';
    const thousand = evaluation(100, 0.9, { tasks: 1000, firstTask: 100 });
    const figureOf = async (...evaluations: readonly MeasuredEvaluation[]) => {
      const columns = [];
      for (const order of [evaluations, evaluations.toReversed()]) {
        const row = await newRow({ seed: 3 }, { evaluations: order });
        columns.push([...row.cells].filter(([id]) => id.startsWith('eval.')));
      }
      assert.deepEqual(columns[0], columns[1]);
      assert.equal(columns[0]?.length, 1);
      return columns[0]?.[0]?.[1];
    };
    const ofThousand = { value: 0.9, ci95: 0.01, tasks: 1000 };
    // One of the worst tasks, an evaluation that was ended early, fewer other ones.
    for (const less of [
      evaluation(100, 0.2, { createdAt: later, tasks: 1, firstTask: 517 }),
      evaluation(100, 0.8, { createdAt: later, tasks: 400, firstTask: 100 }),
      evaluation(100, 0.8, { createdAt: later, tasks: 999, firstTask: 100, seed: 7 }),
    ])
      assert.deepEqual(await figureOf(thousand, less), ofThousand);
    // The tasks that the run was measured on while it trained, of which there are 100, chose its best checkpoint.
    const chosen = evaluation(100, 0.95, { createdAt: later, tasks: 1000, firstTask: 0 });
    assert.deepEqual(await figureOf(thousand, chosen), ofThousand);
    const allButChosen = evaluation(100, 0.91, { createdAt: later, tasks: 950, firstTask: 100 });
    assert.deepEqual(await figureOf(chosen, allButChosen), { value: 0.91, ci95: 0.01, tasks: 950 });
    const ofOtherSeed = evaluation(100, 0.92, { createdAt: later, tasks: 1000, firstTask: 0, seed: 7 });
    assert.deepEqual(await figureOf(chosen, ofOtherSeed), { value: 0.92, ci95: 0.01, tasks: 1000 });
    // A later checkpoint counts, but not for a figure that has no interval.
    const another = evaluation(200, 0.93, { tasks: 30, firstTask: 100 });
    assert.deepEqual(await figureOf(thousand, another), { value: 0.93, ci95: 0.01, tasks: 30 });
    const glance = evaluation(200, 0.3, { createdAt: later, tasks: 4, firstTask: 100 });
    assert.deepEqual(await figureOf(thousand, glance), ofThousand);
    assert.deepEqual(await figureOf(glance), { value: 0.3, ci95: 0.01, tasks: 4 });
  });

  it('have another column where more queries share information, and only there', async () => {
    const asked = (transductive: boolean, queries: number) =>
      evaluation(100, 0.9, { transductive, others: { queries } });
    const row = await newRow(
      {},
      { evaluations: [true, false].flatMap((is) => [1, 15].map((each) => asked(is, each))) },
    );
    const way = 'eval.omniglot.5-way.1-shot.50-steps.batches-of-5';
    assert.deepEqual(
      new Set([...row.cells.keys()].filter((id) => id.startsWith('eval.'))),
      new Set([`${way}.accuracy`, `${way}.transductive.accuracy`, `${way}.transductive.15-queries.accuracy`]),
    );
  });

  it('have columns of their own for random parameters and for what the run begins with in their place', async () => {
    const parametersSha256 = 'ab'.repeat(32);
    const atZero = (mean: number, isRandom: boolean): MeasuredEvaluation => ({
      ...evaluation(0, mean),
      untrained: { isRandom, parametersSha256 },
    });
    const row = await newRow(
      { initializedFrom: { run: 'first', directory: '', iteration: 45, parametersSha256 } },
      { evaluations: [atZero(0.7, false), atZero(0.2, true)] },
    );
    const way = 'omniglot.5-way.1-shot.50-steps.batches-of-5.accuracy';
    assert.deepEqual(
      [row.cells.get(`eval.random.${way}`), row.cells.get(`eval.begins-with.${way}`)],
      [
        { value: 0.2, ci95: 0.01, tasks: 100 },
        { value: 0.7, ci95: 0.01, tasks: 100 },
      ],
    );
  });

  it('have a column for each baseline, of an evaluation and of the tasks that measure the run while it trains', async () => {
    const after = { mean: 0.37, ci95: 0.01 };
    const baselines = [{ name: 'hausdorff' as const, quantity: 'accuracy' as const, after }];
    const row = await newRow(
      { baselines: [{ name: 'ridge', quantity: 'loss', mean: 11.8, ci95: 6.3 }] },
      {
        evaluations: [
          { ...evaluation(100, 0.9), baselines },
          { ...evaluation(0, 0.2), baselines },
        ],
      },
    );
    assert.deepEqual(row.cells.get('baseline.ridge'), { value: 11.8, ci95: 6.3 });
    const columns = columnsOf([row]).filter(({ id }) => /ridge|hausdorff/.test(id));
    assert.deepEqual(
      columns.map(({ id, title }) => [id, title]),
      [
        ['baseline.ridge', 'loss: ridge regression'],
        [
          'eval.omniglot.5-way.1-shot.hausdorff.accuracy',
          'accuracy: omniglot, 5-way, 1-shot, modified Hausdorff distance',
        ],
      ],
    );
    const filter = readFilter('eval.hausdorff < 40%', columnsOf([row]));
    assert.ok(filter.kind === 'ready' && filter.matches(row));
  });

  it('show tags where runs have others', async () => {
    const rows = await Promise.all([1, 2].map((seed) => newRow({ seed, tags: ['mnist'] })));
    const hasTags = (shown: readonly RunRow[]) => defaultColumns(shown).some(({ id }) => id === 'tags');
    assert.equal(hasTags(rows), false);
    assert.equal(hasTags([...rows, await newRow({ seed: 3, tags: ['mnist', 'good'] })]), true);
  });

  it('show the parameters that differ, by the names of the field, and none that change no figure', async () => {
    const rows = await Promise.all([1, 2].map((seed) => newRow({ seed })));
    const ids = defaultColumns(rows).map(({ id }) => id);
    assert.ok(ids.includes('seed') && ids.includes('state') && ids.includes('run'));
    assert.ok(!ids.includes('algorithm.metaStepSize') && !ids.includes('name'), ids.join());
    const columns = columnsOf(rows);
    const rate = columns.find(({ id }) => id === 'algorithm.innerOptimizer.learningRate');
    assert.equal(rate?.title, 'lr');
    assert.ok(rate !== undefined && !differsAmong(rows, rate));
    const workers = rows.map(
      (row, place): RunRow => ({
        ...row,
        parameters: new Map([...row.parameters, ['engine.workers', place === 0 ? 'auto' : 2]]),
      }),
    );
    const mixed = columnsOf(workers).find(({ id }) => id === 'engine.workers');
    assert.ok(mixed?.kind === 'mixed' && differsAmong(workers, mixed));
    assert.ok(!defaultColumns(workers).includes(mixed));
    assert.deepEqual(
      workers.map((row) => cellOf(row, mixed)),
      ['auto', 2],
    );
  });

  it('are as wide as what stands in them, within bounds', () => {
    assert.equal(widthOf('lr', ['0.1', '0.05']), 4);
    assert.equal(widthOf('a longer head', ['1']), 13);
    assert.equal(widthOf('name', ['x'.repeat(500)]), 40);
  });
});
