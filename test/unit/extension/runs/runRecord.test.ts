// A run as it was last seen: what finds it among others, and which file it was made from.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { untranslated } from '../../../../src/base/translate.ts';
import { contextOf, isMadeFrom, type RunRecord } from '../../../../src/extension/runs/runRecord.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { noMarks } from '../../../../src/runs/marks/marks.ts';
import { readFilter } from '../../../../src/table/filter/rowFilter.ts';
import { rowOf } from '../../../../src/table/runRow.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('what the menu of a run’s row goes by', () => {
  const folder = useTemporaryFolder();

  it('is whose run it is, its state, and whether its program goes on where it has ended', async () => {
    const directory = await newTestRun(folder(), { state: 'stopped', startedAt: '2026-01-01T00:00:00.000Z' });
    const ours = await readManifest(directory);
    const program = { kind: 'program', merit: null, isResumable: true } as const;
    const contextIn = (manifest: RunRecord['manifest'], state: RunRecord['state'] = 'stopped') =>
      contextOf({ manifest, state }, state);
    assert.deepEqual(
      [
        contextIn(ours),
        contextIn({ ...ours, trainedBy: program }),
        contextIn({ ...ours, trainedBy: { ...program, isResumable: false } }),
        contextIn({ ...ours, trainedBy: { ...program, isResumable: false } }, 'crashed'),
      ],
      ['run.stopped', 'program.stopped', 'program.stopped.once', 'log.crashed'],
    );
  });

  it('is also whether its experiment or data made it fail, so that it fails again as it is', async () => {
    const directory = await newTestRun(folder(), { state: 'failed' });
    const manifest = await readManifest(directory);
    const contextAfter = (failure: RunRecord['manifest']['failure'], state: RunRecord['state'] = 'failed') =>
      contextOf({ manifest: { ...manifest, failure }, state }, state);
    const amiss = { code: 'data', text: 'There is no folder /data/images. Correct task.dataset.path.' } as const;
    assert.deepEqual(
      [
        contextAfter(amiss),
        contextAfter({ code: 'diskFull', text: 'ENOSPC' }),
        contextAfter(null),
        contextAfter(amiss, 'stopped'),
      ],
      ['run.failed.amiss', 'run.failed', 'run.failed', 'run.stopped'],
    );
  });
});

describe('words in the run browser’s filter', () => {
  const folder = useTemporaryFolder();

  async function newRecord(
    changes: Parameters<typeof newTestRun>[1],
    state: RunRecord['state'] = 'queued',
  ): Promise<RunRecord> {
    const directory = await newTestRun(folder(), changes);
    return { directory, manifest: await readManifest(directory), state, label: '', marks: noMarks };
  }

  function matches(run: RunRecord, filter: string): boolean {
    const read = readFilter(filter, []);
    assert.ok(read.kind === 'ready', filter);
    return read.matches(rowOf({ ...run, facts: undefined, evaluations: [], diskBytes: undefined }, untranslated));
  }

  it('match every word of the filter, in name, tags, state, task or algorithm', async () => {
    const run = await newRecord({ name: 'Omniglot 5-way', tags: ['Baseline', 'paper'] }, 'lost');
    for (const filter of [
      '',
      '  ',
      'omni',
      'OMNI 5-way',
      'baseline',
      'lost paper',
      'sine reptile',
      'tag:base',
      'state:lost',
      'name:glot',
    ])
      assert.ok(matches(run, filter), filter);
    for (const filter of ['omni 20-way', 'tag:omniglot', 'state:run', 'name:baseline', 'queued'])
      assert.ok(!matches(run, filter), filter);
  });

  it('match what tells a run from others of its name, beside the name and alone', async () => {
    const run = { ...(await newRecord({ name: 'Omniglot 5-way' })), label: 'lr 0.04 · ε 0.3 · seed 2' };
    for (const filter of ['lr 0.04', 'Ε', 'seed 2 omniglot', 'name:0.3']) assert.ok(matches(run, filter), filter);
    assert.ok(!matches(run, 'lr 0.05'));
  });

  it('match what people say of a run: its new name, added tags, a star, and that it is put away', async () => {
    const marks = { ...noMarks, name: 'Best one', addedTags: ['camera-ready'], isStarred: true, isArchived: true };
    const run = { ...(await newRecord({ name: 'Omniglot', tags: [] })), marks };
    for (const filter of ['best', 'name:one', 'tag:camera', 'starred', 'archived', 'starred archived best'])
      assert.ok(matches(run, filter), filter);
    assert.ok(!matches({ ...run, marks: noMarks }, 'starred'));
    assert.ok(!matches({ ...run, marks: noMarks }, 'archived'));
  });
});

describe('isMadeFrom', () => {
  const folder = useTemporaryFolder();

  it('knows the file where it was and, when the project has moved with its runs, where it is now', async () => {
    const directory = await newTestRun(folder(), {
      experimentPath: '/old/a.reptile.json',
      experimentFromRun: '../a.reptile.json',
    });
    const run: RunRecord = {
      directory,
      manifest: await readManifest(directory),
      state: 'queued',
      label: '',
      marks: noMarks,
    };
    assert.ok(isMadeFrom(run, '/old/a.reptile.json'));
    assert.ok(isMadeFrom(run, path.join(folder(), 'a.reptile.json')));
    assert.ok(!isMadeFrom(run, path.join(folder(), 'b.reptile.json')));
  });
});
