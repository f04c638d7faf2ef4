// Paired differences from evaluations on the disk.

import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { untranslated } from '../../../../src/base/translate.ts';
import { type RunToPair, runsToPair, StoredPairs } from '../../../../src/extension/compare/storedPairs.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import { RunRows } from '../../../../src/extension/runs/runRows.ts';
import { reportEvaluation } from '../../../../src/meta/evaluationReport.ts';
import { meanWithInterval } from '../../../../src/meta/interval.ts';
import { pairedDifference } from '../../../../src/meta/pairedDifference.ts';
import { type StoredEvaluation, storeEvaluation } from '../../../../src/runs/evaluations.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { failReads } from '../../../support/failingReads.ts';
import { generatedFigures } from '../../../support/generatedFigures.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const tasks = 40;

/** The loss of each task, other for each seed. */
function evaluationOf(seed: number, protocol: Partial<StoredEvaluation['protocol']> = {}): StoredEvaluation {
  const after = generatedFigures(seed, tasks);
  const outcomes = after.map((loss) => ({ kind: 'regression' as const, losses: [2, loss] }));
  return {
    formatVersion: 1,
    createdAt: `2026-06-15T12:00:${String(seed % 60).padStart(2, '0')}.000Z`,
    protocol: {
      version: 1,
      seed: 0,
      firstTask: 50,
      tasks,
      innerSteps: 5,
      innerBatch: 5,
      transductive: false,
      side: 'heldOut',
      shots: 10,
      task: { kind: 'sine', shots: 10 },
      ...protocol,
    },
    data: null,
    initialization: { iteration: 60, parametersSha256: '' },
    engineVariant: 'fused',
    workers: 1,
    seconds: 1,
    report: reportEvaluation(outcomes, [0, 5], 50),
    tasks: [{ quantity: 'loss', before: after.map(() => 2), after }],
  };
}

describe('paired differences of stored evaluations', () => {
  const folder = useTemporaryFolder();

  async function runsWith(...evaluations: readonly (StoredEvaluation | undefined)[]): Promise<readonly RunToPair[]> {
    const runs: RunToPair[] = [];
    for (const [seed, evaluation] of evaluations.entries()) {
      const directory = await newTestRun(folder(), { seed });
      if (evaluation !== undefined) await storeEvaluation(directory, evaluation);
      runs.push({
        directory,
        manifest: { splitDigest: null, dataChanges: [], initializedFrom: null },
        facts: new Map([['seed', seed]]),
      });
    }
    return runs;
  }

  it('are those of the figures of single tasks, from the run that is asked for', async () => {
    const runs = await runsWith(evaluationOf(1), evaluationOf(2), evaluationOf(3));
    const pairs = new StoredPairs();
    for (const reference of [0, 2]) {
      const { paired, unpaired } = await pairs.pair(runs, { chosen: 0, reference: runs[reference]?.directory });
      assert.deepEqual(
        [paired?.quantity, paired?.tasks, paired?.reference, unpaired],
        ['loss', tasks, runs[reference]?.directory, []],
      );
      // The first is there before the figures are; another one is asked for with them in sight.
      assert.equal(paired?.comparisons, reference === 0 ? 2 : 3);
      const values = [1, 2, 3].map((seed) => generatedFigures(seed, tasks));
      assert.deepEqual(
        paired?.rows.map(({ difference }) => difference?.mean ?? null),
        values.map((own, place) => (place === reference ? null : pairedDifference(own, values[reference] ?? []).mean)),
      );
      assert.deepEqual(
        paired?.rows.map(({ after }) => after),
        values.map((own) => ({ ...meanWithInterval(own, 'loss') })),
      );
    }
  });

  it('are of the tasks that are chosen, where runs were measured on several', async () => {
    const runs = await runsWith(evaluationOf(1), evaluationOf(2), evaluationOf(3));
    for (const { directory } of runs.slice(0, 2)) await storeEvaluation(directory, evaluationOf(4, { seed: 7 }));
    const pairs = new StoredPairs();
    const first = await pairs.pair(runs, { chosen: 0, reference: undefined });
    assert.deepEqual(
      first.choices.map(({ seed, runs: count }) => [seed, count]),
      [
        [0, 3],
        [7, 2],
      ],
    );
    const second = await pairs.pair(runs, { chosen: 1, reference: undefined });
    assert.equal(second.paired?.rows.length, 2);
    assert.deepEqual(second.unpaired, [
      {
        runKey: runs[2]?.directory,
        why: { code: 'measuredOtherwise', differences: [{ key: 'seed', own: '0', others: '7' }] },
      },
    ]);
    assert.equal((await pairs.pair(runs, { chosen: 99, reference: undefined })).chosen, 1);
  });

  it('stand beside the baselines that were measured on the same tasks with any of the runs', async () => {
    const runs = await runsWith(evaluationOf(1), evaluationOf(2));
    const values = generatedFigures(9, tasks);
    const after = meanWithInterval(values, 'loss');
    const named = { quantity: 'loss' as const, after, difference: after };
    const older = { ...evaluationOf(3), createdAt: '2026-06-14T00:00:00.000Z' };
    await storeEvaluation(runs[1]?.directory ?? '', {
      ...older,
      baselines: [
        { name: 'ridge', ...named, values },
        { name: 'nearestPoints', ...named, values: values.slice(0, 3) },
      ],
    });
    const { paired } = await new StoredPairs().pair(runs, { chosen: 0, reference: undefined });
    assert.deepEqual(
      paired?.baselines.map(({ name, difference: { mean } }) => [name, mean]),
      [['ridge', pairedDifference(values, generatedFigures(1, tasks)).mean]],
    );
    assert.deepEqual(paired?.rows[1]?.after, { ...meanWithInterval(generatedFigures(2, tasks), 'loss') });
  });

  it('take up an evaluation that is added, and say until then that there is none', async () => {
    const runs = await runsWith(evaluationOf(1), undefined);
    const pairs = new StoredPairs();
    const before = await pairs.pair(runs, { chosen: 0, reference: undefined });
    assert.equal(before.paired, null);
    assert.deepEqual(
      before.unpaired.map(({ why }) => why.code),
      ['alone', 'notMeasured'],
    );
    await storeEvaluation(runs[1]?.directory ?? '', evaluationOf(2));
    const after = await pairs.pair(runs, { chosen: 0, reference: undefined });
    assert.equal(after.paired?.rows.length, 2);
  });

  it('say that runs cannot be compared whose settings of held-out tasks differ, although nothing was measured', async () => {
    const [first, second] = await runsWith(undefined, undefined);
    assert.ok(first !== undefined && second !== undefined);
    const runs = [
      { ...first, facts: new Map([['task.ways', 5]]) },
      { ...second, facts: new Map([['task.ways', 20]]) },
    ];
    const { unpaired } = await new StoredPairs().pair(runs, { chosen: 0, reference: undefined });
    assert.deepEqual(
      unpaired.map(({ why }) => why),
      [{ code: 'notMeasured' }, { code: 'otherTasks', differences: [{ key: 'task.ways', own: '20', others: '5' }] }],
    );
  });

  it('say nothing of settings that nobody knows, and say it when they are known', async () => {
    const directories = [await newTestRun(folder()), await newTestRun(folder(), {}, 'omniglot-5-way-1-shot')];
    const { experiment } = runFiles(directories[1] ?? '');
    const whole = await readFile(experiment);
    await writeFile(experiment, whole.subarray(0, 100));
    const index = new RunIndex(assert.ifError, { live: 20, all: 60 });
    const rows = new RunRows(index, assert.ifError, untranslated, 20);
    const listening = rows.onDidChange(() => {});
    try {
      await index.setFolders([folder()]);
      const pairs = new StoredPairs();
      const runs = () => runsToPair(directories, { index, rows });
      const why = async () => {
        const { unpaired } = await pairs.pair(runs(), { chosen: 0, reference: undefined });
        return unpaired.map(({ why: { code } }) => code);
      };
      assert.equal(pairs.isOutdatedBy(runs()), true);
      assert.deepEqual(await why(), ['notMeasured', 'notMeasured']);
      await rows.whenRead();
      assert.equal(pairs.isOutdatedBy(runs()), true);
      assert.deepEqual(await why(), ['notMeasured', 'notMeasured']);
      assert.equal(pairs.isOutdatedBy(runs()), false);
      await writeFile(experiment, whole);
      await waitFor('what was not known', () => pairs.isOutdatedBy(runs()));
      assert.deepEqual(await why(), ['notMeasured', 'otherTasks']);
    } finally {
      for (const one of [listening, rows, index]) one.dispose();
    }
  });

  it('leave out figures of single tasks that are not those that are reported', async () => {
    const [first, second, third] = await runsWith(evaluationOf(1), evaluationOf(2), evaluationOf(3));
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const { evaluations } = runFiles(second.directory);
    const [name] = await readdir(evaluations);
    const file = path.join(evaluations, name ?? '');
    const { sha256: _, ...stored } = JSON.parse(await readFile(file, 'utf8'));
    stored.tasks[0].after[0] += 100;
    await writeFile(file, JSON.stringify(stored));
    const { paired, unpaired } = await new StoredPairs().pair([first, second, third], {
      chosen: 0,
      reference: second.directory,
    });
    assert.deepEqual(
      paired?.rows.map(({ runKey }) => runKey),
      [first.directory, third.directory],
    );
    assert.deepEqual(unpaired, [{ runKey: second.directory, why: { code: 'damaged' } }]);
  });

  it('outlive a run that is gone', async () => {
    const runs = await runsWith(evaluationOf(1), evaluationOf(2), evaluationOf(3));
    const pairs = new StoredPairs();
    await pairs.pair(runs, { chosen: 0, reference: undefined });
    await rm(runs[2]?.directory ?? '', { recursive: true });
    const { paired } = await pairs.pair(runs.slice(0, 2), { chosen: 0, reference: runs[2]?.directory });
    assert.deepEqual([paired?.rows.length, paired?.reference], [2, runs[0]?.directory]);
  });

  it('say that an evaluation is damaged, and take it up when it is mended, of its figures too', async () => {
    const runs = await runsWith(evaluationOf(1), evaluationOf(2));
    const { evaluations } = runFiles(runs[1]?.directory ?? '');
    const file = path.join(evaluations, (await readdir(evaluations))[0] ?? '');
    const good = await readFile(file);
    const pairs = new StoredPairs();
    const rows = async () => (await pairs.pair(runs, { chosen: 0, reference: undefined })).paired?.rows.length ?? 0;
    await writeFile(file, good.subarray(0, 100));
    assert.equal(await rows(), 0);
    assert.equal(pairs.hasDamaged, true);
    assert.equal(await pairs.isAnyMended(), false);
    await writeFile(file, good);
    await waitFor('the mended one', () => pairs.isAnyMended());
    const mend = await failReads(good.length, 0);
    assert.equal(await rows(), 0);
    mend();
    assert.deepEqual([pairs.hasDamaged, await pairs.isAnyMended()], [true, true]);
    assert.equal(await rows(), 2);
    assert.equal(pairs.hasDamaged, false);
  });
});
