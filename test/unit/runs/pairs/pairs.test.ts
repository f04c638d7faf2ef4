// Evaluations of the same tasks, why others are not among them, and what their figures tell.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { differencesOfTasks, textOfTasks } from '../../../../src/experiment/heldOutTasks.ts';
import { verdictOf } from '../../../../src/meta/correctedDifferences.ts';
import { holmAdjusted } from '../../../../src/meta/holmCorrection.ts';
import { pairedDifference, pValueOf } from '../../../../src/meta/pairedDifference.ts';
import { meanOf } from '../../../../src/meta/statistics.ts';
import { compareFigures } from '../../../../src/runs/pairs/compareFigures.ts';
import {
  type EvaluatedRun,
  groupEvaluations,
  type ListedEvaluation,
} from '../../../../src/runs/pairs/groupEvaluations.ts';
import { differencesOfSettings, whyUnpaired } from '../../../../src/runs/pairs/whyUnpaired.ts';
import { generatedFigures } from '../../../support/generatedFigures.ts';

const split = 'a'.repeat(32);
const heldOut = 'b'.repeat(32);

interface Changes {
  readonly createdAt?: string;
  readonly protocol?: Partial<ListedEvaluation['evaluation']['protocol']>;
  readonly data?: ListedEvaluation['evaluation']['data'];
  readonly iteration?: number;
  readonly isRandom?: boolean;
  readonly tasks?: number;
}

let made = 0;

function listed({ createdAt = '2026-06-15T12:00:00Z', protocol = {}, iteration = 100, ...rest }: Changes = {}) {
  const { tasks = 1000, data = { split, heldOut, changes: null } } = rest;
  return {
    file: `evaluation-${++made}.json`,
    evaluation: {
      createdAt,
      protocol: {
        version: 1,
        seed: 0,
        firstTask: 100,
        tasks: 1000,
        innerSteps: 50,
        innerBatch: 5,
        transductive: false,
        side: 'heldOut' as const,
        shots: 1,
        task: { kind: 'images', ways: 5, shots: 1 },
        ...protocol,
      },
      data: 'data' in rest ? rest.data : data,
      initialization: { iteration, parametersSha256: '', isRandom: rest.isRandom },
      report: { tasks },
      hasBaselines: false,
    },
  };
}

function run(directory: string, ...evaluations: ListedEvaluation[]): EvaluatedRun {
  return { directory, manifest: { splitDigest: split, dataChanges: [], initializedFrom: null }, evaluations };
}

describe('evaluations of several runs', () => {
  it('are gathered by their tasks, those of most runs first', () => {
    const runs = [
      run('a', listed(), listed({ protocol: { shots: 5 }, tasks: 5000 })),
      run('b', listed(), listed({ protocol: { shots: 5 } })),
      run('c', listed({ tasks: 400 })),
      run('d'),
    ];
    const groups = groupEvaluations(runs);
    assert.deepEqual(
      groups.map(({ members, tasks }) => [members.map(({ directory }) => directory).join(''), tasks]),
      [
        ['abc', 400],
        ['ab', 1000],
      ],
    );
  });

  it('are gathered in a moment, however many there are and however long their tasks are described', () => {
    const settings = Object.fromEntries(Array.from({ length: 500 }, (_, place) => [`key${place}`, place]));
    const measured = (seed: number) =>
      Array.from({ length: 300 }, (_, place) =>
        listed({ protocol: { seed, task: { kind: 'module', settings: { ...settings, last: place % 299 } } } }),
      );
    const before = process.cpuUsage();
    const groups = groupEvaluations([run('a', ...measured(1)), run('b', ...measured(1))]);
    assert.equal(groups.length, 299);
    assert.ok(process.cpuUsage(before).user < 10_000_000);
  });

  it('are of the same tasks exactly where nothing differs', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const task = fc.dictionary(fc.constantFrom('a', 'b', 'rotations', 'heldOutRotations', 'grouping'), value);
    fc.assert(
      fc.property(task, task, (one, other) => {
        const isSame = differencesOfTasks({ task: one }, { task: other }).length === 0;
        assert.equal(textOfTasks({ task: one }) === textOfTasks({ task: other }), isSame);
        const turned = Object.fromEntries(Object.entries(one).reverse());
        assert.equal(textOfTasks({ task: one }), textOfTasks({ task: turned }));
      }),
    );
  });

  it('count by the latest checkpoint, of these by the newest', () => {
    const latest = listed({ iteration: 200, createdAt: '2026-06-16T00:00:00Z' });
    const older = [listed({ iteration: 100, createdAt: '2026-06-20T00:00:00Z' }), listed({ iteration: 200 })];
    const [group] = groupEvaluations([run('a', ...older, latest), run('b', listed())]);
    assert.equal(group?.members[0]?.listed, latest);
  });

  it('may differ in inner steps and batches, and in settings of training tasks', () => {
    const other = { innerSteps: 5, innerBatch: 10, task: { kind: 'images', ways: 5, shots: 1, trainShots: 15 } };
    assert.equal(groupEvaluations([run('a', listed()), run('b', listed({ protocol: other }))]).length, 1);
  });

  it('are apart where seed, tasks, side or held-out data differ, or data are not known', () => {
    const others: readonly Changes[] = [
      { protocol: { seed: 1 } },
      { protocol: { firstTask: 0 } },
      { protocol: { transductive: true } },
      { protocol: { side: 'training' } },
      { protocol: { task: { kind: 'images', ways: 20, shots: 1 } } },
      { data: { split, heldOut: 'c'.repeat(32), changes: null } },
      { data: undefined },
      { data: null },
      { iteration: 0 },
    ];
    for (const other of others)
      assert.deepEqual(groupEvaluations([run('a', listed()), run('b', listed(other))]), [], JSON.stringify(other));
  });

  it('are paired where they are of what a run begins with in the place of random parameters', () => {
    const begun = listed({ iteration: 0, isRandom: false });
    const groups = groupEvaluations([run('a', listed()), run('b', begun, listed({ iteration: 0, isRandom: true }))]);
    assert.deepEqual(
      groups.map(({ members }) => members[1]?.listed),
      [begun],
    );
  });

  it('tell which of them has baselines of the same tasks, of several that of most tasks', () => {
    const withBaselines = (changes: Changes) => {
      const one = listed(changes);
      return { ...one, evaluation: { ...one.evaluation, hasBaselines: true } };
    };
    const [few, many] = [withBaselines({ tasks: 100 }), withBaselines({ iteration: 50 })];
    assert.equal(groupEvaluations([run('a', listed(), few), run('b', listed(), many)])[0]?.withBaselines, many);
    assert.equal(groupEvaluations([run('a', listed()), run('b', listed())])[0]?.withBaselines, undefined);
  });

  it('of one run alone are no pair', () => {
    assert.deepEqual(groupEvaluations([run('a', listed(), listed()), run('b')]), []);
  });
});

describe('a run that is not measured on the tasks of others', () => {
  const [same] = groupEvaluations([run('a', listed()), run('b', listed())]);
  assert.ok(same !== undefined);
  const why = (...evaluations: ListedEvaluation[]) => whyUnpaired(run('c', ...evaluations), same);

  it('was not measured, or only with the random initialization', () => {
    assert.deepEqual(why(), { code: 'notMeasured' });
    assert.deepEqual(why(listed({ iteration: 0 })), { code: 'notMeasured' });
    assert.deepEqual(why(listed({ iteration: 0, isRandom: false, protocol: { side: 'training' } })), {
      code: 'apart',
      reason: 'trainingClasses',
    });
  });

  it('was measured on training classes or on other data', () => {
    assert.deepEqual(why(listed({ protocol: { side: 'training' } })), { code: 'apart', reason: 'trainingClasses' });
    const other = { split, heldOut: 'c'.repeat(32), changes: null };
    assert.deepEqual(why(listed({ data: other })), { code: 'otherData' });
  });

  it('says in what its tasks differ', () => {
    assert.deepEqual(why(listed({ protocol: { task: { kind: 'images', ways: 20, shots: 1 } } })), {
      code: 'otherTasks',
      differences: [{ key: 'task.ways', own: '20', others: '5' }],
    });
    assert.deepEqual(why(listed({ protocol: { seed: 7 } })), {
      code: 'measuredOtherwise',
      differences: [{ key: 'seed', own: '7', others: '0' }],
    });
  });

  it('differs in settings of held-out tasks alone, not in those of training or in where data lie', () => {
    const facts = new Map<string, string | number>([
      ['task.ways', 5],
      ['task.trainShots', 10],
      ['task.dataset.path', 'a'],
      ['algorithm.metaBatch', 5],
    ]);
    const others = new Map<string, string | number>([
      ['task.ways', 20],
      ['task.trainShots', 15],
      ['task.dataset.path', 'b'],
      ['algorithm.metaBatch', 10],
      ['task.queries', 15],
    ]);
    assert.deepEqual(differencesOfSettings(facts, others), [
      { key: 'task.ways', own: '5', others: '20' },
      { key: 'task.queries', own: '', others: '15' },
    ]);
    assert.deepEqual(differencesOfSettings(facts, facts), []);
  });
});

describe('of several evaluations of a run', () => {
  it('the one of most tasks is paired, and a glance at one task takes no other run’s figures away', () => {
    const thousand = listed();
    const oneTask = listed({ createdAt: '2026-06-16T12:00:00Z', tasks: 1 });
    const other = run('/b', listed());
    for (const evaluations of [
      [thousand, oneTask],
      [oneTask, thousand],
    ]) {
      const [group] = groupEvaluations([run('/a', ...evaluations), other]);
      assert.equal(group?.tasks, 1000);
      assert.equal(group?.members[0]?.listed, thousand);
    }
    const later = listed({ iteration: 200, tasks: 500 });
    assert.equal(groupEvaluations([run('/a', later, thousand), other])[0]?.members[0]?.listed, later);
    const glance = listed({ iteration: 200, tasks: 4 });
    assert.equal(groupEvaluations([run('/a', glance, thousand), other])[0]?.members[0]?.listed, thousand);
  });
});

describe('figures of single tasks', () => {
  it('are paired on as many tasks as all runs have, and corrected for how many there are', () => {
    const values = [30, 20, 25].map((tasks, place) => generatedFigures(place + 1, tasks));
    const directories = ['a', 'b', 'c'];
    const runs = directories.map((directory, place) => ({ directory, values: values[place] ?? [] }));
    const compared = compareFigures('accuracy', runs, { place: 1, chosen: 'beforehand' });
    assert.equal(compared.tasks, 20);
    const pair = (place: number) => pairedDifference(values[place]?.slice(0, 20) ?? [], values[1] ?? []);
    assert.deepEqual(
      compared.runs.map(({ difference }) => difference?.mean),
      [pair(0).mean, undefined, pair(2).mean],
    );
    assert.deepEqual(
      compared.runs.flatMap(({ difference }) => difference?.pHolm ?? []),
      holmAdjusted([pValueOf(pair(0)), pValueOf(pair(2))]),
    );
    assert.equal(compared.comparisons, 2);
  });

  it('are corrected for every pair where the figures have chosen the run that the others are set beside', () => {
    const runs = [1, 2, 3, 4].map((seed) => ({ directory: `${seed}`, values: generatedFigures(seed, 40) }));
    const baselines = [{ name: 'ridge' as const, values: generatedFigures(9, 40) }];
    const compared = compareFigures('accuracy', runs, { place: 2, chosen: 'byFigures' }, baselines);
    // Six of two runs, four of a run and the baseline.
    assert.equal(compared.comparisons, 10);
    const own = [...runs, ...baselines].filter((_, place) => place !== 2);
    const differences = own.map(({ values }) => pairedDifference(values, runs[2]?.values ?? []));
    assert.deepEqual(
      [...compared.runs, ...compared.baselines].flatMap(({ difference }) => difference?.pHolm ?? []),
      holmAdjusted(differences.map(pValueOf), 10),
    );
  });

  it('of the best of equally good runs make a false claim in no more than about one of twenty families', () => {
    const families = 400;
    const wrong = { beforehand: 0, byFigures: 0 };
    for (let family = 0; family < families; family++) {
      const runs = Array.from({ length: 10 }, (_, run) => {
        return { directory: `${run}`, values: generatedFigures(300_000 + 10 * family + run, 30) };
      });
      const means = runs.map(({ values }) => meanOf(values));
      const place = means.indexOf(Math.max(...means));
      for (const chosen of ['beforehand', 'byFigures'] as const) {
        const compared = compareFigures('accuracy', runs, { place, chosen });
        const claims = compared.runs.map(({ difference }) => difference && verdictOf('accuracy', difference));
        if (claims.includes('worse') || claims.includes('better')) wrong[chosen]++;
      }
    }
    // Three standard deviations above 5 %.
    const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / families);
    assert.ok(wrong.byFigures / families <= most, `${wrong.byFigures} of ${families}`);
    assert.ok(wrong.beforehand / families > most, `${wrong.beforehand} of ${families}`);
  });
});
