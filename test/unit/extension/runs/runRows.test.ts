// Rows of the window's runs: there at once, complete soon, told of one by one, and read again only where they changed.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { untranslated } from '../../../../src/base/translate.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import { type RowChanges, RunRows } from '../../../../src/extension/runs/runRows.ts';
import { storeEvaluation } from '../../../../src/runs/evaluations.ts';
import { countLooks } from '../../../support/countingLooks.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testEvaluation } from '../../../support/testEvaluation.ts';
import { waitFor } from '../../../support/waitFor.ts';

const running = () => ({ state: 'running', process: currentProcess() }) as const;

describe('RunRows', () => {
  const folder = useTemporaryFolder();
  const problems: unknown[] = [];
  const made: { dispose(): void }[] = [];

  async function openRows(interval = 20): Promise<{ index: RunIndex; rows: RunRows }> {
    const index = new RunIndex((problem) => problems.push(problem), { live: 20, all: 60 });
    const rows = new RunRows(index, (problem) => problems.push(problem), untranslated, interval);
    made.push(index, rows);
    await index.setFolders([folder()]);
    return { index, rows };
  }

  afterEach(() => {
    for (const one of made.splice(0)) one.dispose();
    assert.deepEqual(problems.splice(0), []);
  });

  it('are there at once, newest first, by what manifests say, and soon by all that experiments say', async () => {
    const old = await newTestRun(folder(), { seed: 1, createdAt: '2026-01-01T00:00:00.000Z', state: 'completed' });
    const recent = await newTestRun(folder(), { seed: 2, createdAt: '2026-02-01T00:00:00.000Z', state: 'stopped' });
    const { rows } = await openRows();
    assert.deepEqual(
      rows.all().map(({ directory, cells, parameters }) => [directory, cells.get('state'), parameters.get('seed')]),
      [
        [recent, 'stopped', 2],
        [old, 'completed', 1],
      ],
    );
    assert.equal(rows.get(old)?.isExperimentKnown, false);
    await rows.whenRead();
    assert.equal(rows.get(old)?.isExperimentKnown, true);
    assert.equal(typeof rows.get(old)?.parameters.get('algorithm.metaStepSize'), 'number');
    await waitFor('labels', () => rows.get(recent)?.cells.get('label') === 'seed 2');
  });

  it('cost nothing before somebody asks', async () => {
    const run = await newTestRun(folder(), { state: 'completed' });
    const { index, rows } = await openRows();
    const isExperiment = (file: string) => file.startsWith(run) && file.endsWith('experiment.json');
    assert.deepEqual(await countLooks(isExperiment, () => index.refresh()), { opened: 0, lookedAt: 0 });
    const looks = await countLooks(isExperiment, () => rows.whenRead());
    assert.equal(looks.opened, 1);
  });

  it('are told of as they come, change and go, and the experiment is not read again', async () => {
    const { rows } = await openRows();
    const told: RowChanges[] = [];
    rows.onDidChange((changes) => told.push(changes));
    const run = await newTestRun(folder(), running());
    await waitFor('the run with its experiment', () => rows.get(run)?.isExperimentKnown);
    const looks = await countLooks(
      (file) => file.startsWith(run) && file.endsWith('experiment.json'),
      async () => {
        await changeManifest(run, { iteration: 7 });
        await waitFor('its progress', () => rows.get(run)?.cells.get('iteration') === 7);
        await rows.whenRead();
      },
    );
    assert.equal(looks.opened, 0);
    assert.ok(told.flatMap(({ changed }) => changed).every((directory) => directory === run));
    const made = rows.all();
    assert.deepEqual([made.length, made[0]?.cells.get('iteration'), rows.directories()], [1, 7, [run]]);
    assert.equal(rows.all(), made, 'made anew though nothing changed');
    await rm(run, { recursive: true });
    await waitFor('it to be gone', () => rows.get(run) === undefined);
    assert.deepEqual(
      told.flatMap(({ removed }) => removed),
      [run],
    );
    assert.deepEqual(rows.all(), []);
  });

  it('show an evaluation that a terminal stored, while somebody listens', async () => {
    const run = await newTestRun(folder(), { state: 'completed' });
    const { rows } = await openRows();
    rows.onDidChange(() => {});
    await rows.whenRead();
    assert.deepEqual(rows.get(run)?.measured, []);
    await storeEvaluation(run, testEvaluation('2026-11-21T10:00:00.000Z'));
    await waitFor('its column', () =>
      rows.get(run)?.measured.some(({ id }) => id.startsWith('eval.images.2-way.1-shot.')),
    );
  });

  it('show one at once where they are told, however seldom they look', async () => {
    const run = await newTestRun(folder(), { state: 'completed' });
    const { rows } = await openRows(600_000);
    await rows.whenRead();
    await storeEvaluation(run, testEvaluation('2026-11-21T10:00:00.000Z'));
    await rows.lookAgain([run]);
    assert.equal(rows.get(run)?.measured.filter(({ kind }) => kind === 'figure').length, 2);
  });

  it('say what runs take on the disk only where that is asked for', async () => {
    const run = await newTestRun(folder(), { state: 'completed' });
    const { rows } = await openRows();
    rows.onDidChange(() => {});
    await rows.whenRead();
    assert.equal(rows.get(run)?.cells.get('disk'), undefined);
    rows.askForDisk();
    await waitFor('its size', () => Number(rows.get(run)?.cells.get('disk')) > 1000);
  });
});
