// Logs of other programs stand among the runs of the window, grow, come to an end, and go with their folder.

import assert from 'node:assert/strict';
import { appendFile, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { untranslated } from '../../../../src/base/translate.ts';
import { FolderProblems } from '../../../../src/extension/runs/folderProblems.ts';
import { LogRuns } from '../../../../src/extension/runs/logRuns.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import { RunRows } from '../../../../src/extension/runs/runRows.ts';
import { changeLogMarks } from '../../../../src/foreign/logMarks.ts';
import { simpleRecord } from '../../../support/foreignEvents.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const fail = (error: unknown) => {
  throw error;
};

describe('logs of other programs in the window', () => {
  const folder = useTemporaryFolder();
  const logs = () => path.join(folder(), 'logs');
  const log = () => path.join(logs(), 'one');
  const file = () => path.join(log(), 'events.out.tfevents.1700000000.host');
  let index: RunIndex;
  let folders: string[];

  beforeEach(async () => {
    await mkdir(log(), { recursive: true });
    await writeFile(file(), simpleRecord('val/acc', 1, 0.25, Date.now() / 1000));
    index = new RunIndex(fail);
    folders = [logs()];
  });
  afterEach(() => index.dispose());

  const begin = async () => {
    await index.setFolders([path.join(folder(), 'runs')]);
    index.logs.follow(async () => folders);
    await index.logs.refresh();
  };
  const shown = () => index.all().map(({ directory, state, manifest }) => [directory, state, manifest.iteration]);

  it('stand among the runs, as far as they have come, and stay when those are looked at', async () => {
    const own = await newTestRun(path.join(folder(), 'runs'), { state: 'completed' });
    await begin();
    await index.refresh();
    assert.deepEqual(
      shown().sort(),
      [
        [log(), 'live', 1],
        [own, 'completed', 0],
      ].sort(),
    );
    await appendFile(file(), simpleRecord('val/acc', 5, 0.5, Date.now() / 1000));
    await index.logs.refresh();
    assert.equal(index.get(log())?.manifest.iteration, 5);
    assert.equal((await index.lookAt(log()))?.manifest.iteration, 5);
    await index.refresh();
    assert.equal(index.all().length, 2);
  });

  it('have what a person says of them, as soon as one of them is looked at', async () => {
    await begin();
    await changeLogMarks(log(), [{ kind: 'star', isStarred: true }]);
    await index.logs.lookAt(log());
    assert.deepEqual([index.get(log())?.marks.isStarred, index.all().length], [true, 1]);
    await changeLogMarks(log(), [{ kind: 'star', isStarred: false }]);
    await index.logs.refresh();
    assert.equal(index.get(log())?.marks.isStarred, false);
  });

  it('tell nothing where nothing is new', async () => {
    await begin();
    let told = 0;
    index.onDidChange(() => told++);
    await index.logs.refresh();
    assert.equal(told, 0);
  });

  it('go when their folder goes, or is not shown any more', async () => {
    await begin();
    await rename(log(), path.join(folder(), 'elsewhere'));
    await index.logs.refresh();
    assert.deepEqual(shown(), []);
    await rename(path.join(folder(), 'elsewhere'), log());
    await index.logs.refresh();
    assert.equal(shown().length, 1);
    folders = [];
    await index.logs.refresh();
    assert.deepEqual(shown(), []);
  });

  it('stay as they are while nobody can say which folders to look at, and go on at the next look that can', async () => {
    const problems: unknown[] = [];
    index = new RunIndex((problem) => problems.push(problem));
    let isAway = false;
    const fromDrive = async () => {
      if (isAway) throw new Error('/home/log-folders is away');
      return folders;
    };
    index.logs.follow(fromDrive);
    await index.logs.refresh();
    isAway = true;
    await index.logs.refresh();
    await index.logs.lookAt(log());
    await index.logs.refresh();
    assert.deepEqual([shown().length, problems], [1, ['/home/log-folders is away']]);
    isAway = false;
    await appendFile(file(), simpleRecord('val/acc', 5, 0.5, Date.now() / 1000));
    await index.logs.refresh();
    await index.logs.whenLooked;
    assert.equal(index.get(log())?.manifest.iteration, 5);
  });

  it('are not there while their folder cannot be listed, which is said', async () => {
    const problems: unknown[] = [];
    index = new RunIndex((problem) => problems.push(problem));
    const link = path.join(folder(), 'link');
    await symlink(logs(), link, 'junction');
    folders = [link, path.join(folder(), 'missing')];
    await begin();
    await index.logs.refresh();
    assert.deepEqual(shown(), []);
    assert.equal(index.folderProblems.all.length, 1);
    assert.match(index.folderProblems.all.join(), /link is a symbolic link/);
    assert.deepEqual(problems, index.folderProblems.all);
    folders = [logs()];
    await index.logs.refresh();
    assert.deepEqual([shown().length, index.folderProblems.all], [1, []]);
  });

  it('are looked at again by themselves after a look that failed', async () => {
    let looks = 0;
    const problems = new FolderProblems(() => {});
    const logs = new LogRuns({ hear: () => {}, problems, onError: fail, interval: 1 });
    logs.follow(async () => {
      looks++;
      throw new Error('/home/log-folders is away');
    });
    await waitFor('more looks', () => looks > 3);
    logs.dispose();
  });

  it('are rows with the figure that they are judged by, and nothing that only our trainer knows', async () => {
    await begin();
    const rows = new RunRows(index, fail, untranslated);
    await rows.whenRead();
    const [row] = rows.all();
    assert.ok(row !== undefined);
    const { cells } = row;
    assert.deepEqual(
      [cells.get('measured.val/acc'), cells.get('name'), cells.get('run'), cells.get('duration'), cells.get('version')],
      [0.25, 'one', 'one', undefined, undefined],
    );
    assert.deepEqual([...row.parameters.keys()], []);
    rows.dispose();
  });
});
