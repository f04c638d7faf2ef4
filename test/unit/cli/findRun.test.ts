// Which run a word means, also where folders of the current folder are called like it.

import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { findRun } from '../../../src/cli/findRun.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('finding a run', () => {
  const folder = useTemporaryFolder();
  const runsFolder = () => path.join(folder(), 'runs');
  const before = process.cwd();
  beforeEach(() => process.chdir(folder()));
  afterEach(() => process.chdir(before));

  it('takes no folder called `latest` for the newest run, unless it is written as a path', async () => {
    const run = await newTestRun(runsFolder());
    await cp(run, path.join(folder(), 'latest'), { recursive: true });
    assert.equal((await findRun('latest', runsFolder())).directory, run);
    assert.equal(path.basename((await findRun('./latest', runsFolder())).directory), 'latest');
  });

  it('takes no folder called like an id, or the beginning of one, for the run', async () => {
    const run = await newTestRun(runsFolder());
    const id = path.basename(run);
    for (const word of [id, id.slice(0, 20)]) {
      await cp(run, path.join(folder(), word), { recursive: true });
      assert.equal((await findRun(word, runsFolder())).directory, run);
      assert.notEqual((await findRun(`./${word}`, runsFolder())).directory, run);
    }
  });

  it('finds a folder by its mere name where no id begins like that, also without a folder of runs', async () => {
    const run = await newTestRun(runsFolder());
    await cp(run, path.join(folder(), 'mine'), { recursive: true });
    for (const runs of [runsFolder(), path.join(folder(), 'nowhere')]) {
      assert.equal(path.basename((await findRun('mine', runs)).directory), 'mine');
    }
    await assert.rejects(findRun('theirs', runsFolder()), /There is no run "theirs"/);
  });
});
