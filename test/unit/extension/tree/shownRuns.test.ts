// The runs that the run browser shows, true while runs come, change and go, and at no cost where nothing is chosen.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { untranslated } from '../../../../src/base/translate.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import { RunRows } from '../../../../src/extension/runs/runRows.ts';
import { type ShownChange, ShownRuns } from '../../../../src/extension/tree/shownRuns.ts';
import { changeMarks } from '../../../../src/runs/marks/changeMarks.ts';
import { countLooks } from '../../../support/countingLooks.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('ShownRuns', () => {
  const folder = useTemporaryFolder();
  const problems: unknown[] = [];
  const made: { dispose(): void }[] = [];

  async function open() {
    const onError = (problem: unknown) => problems.push(problem);
    const index = new RunIndex(onError, { live: 20, all: 60 });
    const rows = new RunRows(index, onError, untranslated, 20);
    const shown = new ShownRuns(index, rows, { grouping: 'none', order: 'newest' }, onError);
    made.push(index, rows, shown);
    const told: ShownChange[] = [];
    shown.onDidChange((change) => told.push(change));
    await index.setFolders([folder()]);
    return { index, rows, shown, told };
  }
  const directories = (shown: ShownRuns) => {
    const layout = shown.layout();
    return layout.kind === 'runs' ? layout.directories : layout.groups.map(({ rows }) => rows.length);
  };
  const running = () => ({ state: 'running', process: currentProcess() }) as const;

  afterEach(() => {
    for (const one of made.splice(0).reverse()) one.dispose();
    assert.deepEqual(problems.splice(0), []);
  });

  it('reads no experiment before a filter or a grouping asks for one', async () => {
    const run = await newTestRun(folder(), { state: 'completed' });
    const { index, shown } = await open();
    const looks = await countLooks(
      (file) => file.startsWith(run) && file.endsWith('experiment.json'),
      async () => {
        shown.layout();
        await index.refresh();
      },
    );
    assert.deepEqual(looks, { opened: 0, lookedAt: 0 });
    assert.deepEqual(directories(shown), [run]);
  });

  it('shows what matches an expression, also when a run comes to match while it is at work', async () => {
    const [live, other] = [
      await newTestRun(folder(), { ...running(), seed: 1 }),
      await newTestRun(folder(), { seed: 2 }),
    ];
    const { rows, shown, told } = await open();
    await rows.whenRead();
    shown.setFilter('seed = 2');
    assert.deepEqual(directories(shown), [other]);
    shown.setFilter('iteration >= 5');
    assert.deepEqual(directories(shown), []);
    told.length = 0;
    await changeManifest(live, { iteration: 5 });
    await waitFor('the run to match', () => directories(shown).length === 1);
    assert.deepEqual(told, [undefined]);
  });

  it('tells of the row and of its group where nothing moves', async () => {
    const live = await newTestRun(folder(), running());
    const { rows, shown, told } = await open();
    shown.arrange({ grouping: 'state', order: 'newest' });
    await rows.whenRead();
    await waitFor('the group', () => shown.groupOf(live) !== undefined);
    const group = shown.groupOf(live);
    told.length = 0;
    await changeManifest(live, { iteration: 5 });
    await waitFor('word of it', () => told.some((change) => change?.has(live)));
    assert.ok(told.every((change) => change === undefined || (group !== undefined && change.has(group))));
  });

  it('says what is wrong with a filter, and shows nothing by one that cannot be read', async () => {
    await newTestRun(folder(), { state: 'completed' });
    const { rows, shown } = await open();
    await rows.whenRead();
    assert.deepEqual(shown.problemOf('seed > 0 and'), {
      code: 'missingTerm',
      after: 'and',
      span: { start: 9, end: 12 },
    });
    assert.equal(shown.problemOf('sine completed'), undefined);
    assert.equal(shown.countMatching('sine completed'), 1);
    assert.equal(shown.countMatching('never heard of = 3'), undefined);
    shown.setFilter('seed >');
    assert.deepEqual(directories(shown), []);
    shown.setFilter('');
    assert.equal(directories(shown).length, 1);
  });

  it('knows what experiments say as soon as they were read, though nothing was chosen yet', async () => {
    await newTestRun(folder(), { state: 'completed' });
    const { rows, shown } = await open();
    assert.equal(shown.problemOf('metaStepSize > 0')?.code, 'unknownName');
    await rows.whenRead();
    assert.equal(shown.problemOf('metaStepSize > 0'), undefined);
  });

  it('leaves out what was put away, unless that is asked for', async () => {
    const [away, other] = [
      await newTestRun(folder(), { state: 'completed' }),
      await newTestRun(folder(), { name: 'b' }),
    ];
    await changeMarks(away, [{ kind: 'archive', isArchived: true }]);
    const { rows, shown } = await open();
    await rows.whenRead();
    assert.deepEqual(directories(shown), [other]);
    shown.setFilter('seed >= 0');
    assert.deepEqual(directories(shown), [other]);
    for (const filter of ['archived', 'archived = true']) {
      shown.setFilter(filter);
      assert.deepEqual(directories(shown), [away], filter);
      assert.equal(shown.countMatching(filter), 1);
    }
    shown.setFilter('');
    shown.setShowsArchived(true);
    assert.equal(directories(shown).length, 2);
    await changeMarks(other, [{ kind: 'archive', isArchived: true }]);
    shown.setShowsArchived(false);
    await waitFor('both to be put away', () => directories(shown).length === 0);
  });
});
