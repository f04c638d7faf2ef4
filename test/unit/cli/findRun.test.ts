// Which run a word means, also where folders of the current folder are called like it.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cp, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findRun } from '../../../src/cli/findRun.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
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

  it('takes for the newest run none that says it is of a time yet to come', async () => {
    const own = await newTestRun(runsFolder());
    const other = await newTestRun(runsFolder(), { createdAt: '9999-01-01T00:00:00.000Z' });
    await rename(other, path.join(runsFolder(), '20200101T000000Z-quick-sine-0000'));
    assert.equal((await findRun('latest', runsFolder())).directory, own);
  });

  it('finds a run by its id also where so much lies in the folder that it is not listed', async function () {
    this.timeout(60_000);
    const own = path.join(runsFolder(), '20200101T000000Z-own-0000');
    await rename(await newTestRun(runsFolder()), own);
    for (let number = 0; number < 10_000; number++) {
      const directory = path.join(runsFolder(), `20210101T000000Z-x-${number}`);
      mkdirSync(directory);
      writeFileSync(runFiles(directory).manifest, '{');
    }
    assert.ok(!(await listRuns(runsFolder())).some(({ directory }) => directory === own));
    assert.equal((await findRun(path.basename(own), runsFolder())).directory, own);
  });

  it('takes a file that a word names for no run', async () => {
    await newTestRun(runsFolder());
    await writeFile(path.join(folder(), 'notes.txt'), '');
    await assert.rejects(findRun('notes.txt', runsFolder()), /There is no run "notes\.txt"/);
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

  it('takes a folder called like the beginning of other ids for no run of its own, unless it is written as a path', async () => {
    const run = await newTestRun(runsFolder());
    const [day, minute] = [path.basename(run).slice(0, 8), path.basename(run).slice(0, 13)];
    for (const word of [day, minute]) await cp(run, path.join(runsFolder(), word), { recursive: true });
    for (const word of [day, minute])
      await assert.rejects(
        findRun(word, runsFolder()),
        /is the beginning of [23] runs.*or \.\.\.\/\d+T?\d* for the folder/,
      );
    const named = await findRun(path.join(runsFolder(), day), runsFolder());
    assert.deepEqual([path.basename(named.directory), named.meant], [day, 'by name']);
  });

  it('takes only a whole id or a path for the name of a run', async () => {
    const run = await newTestRun(runsFolder());
    const id = path.basename(run);
    await cp(run, path.join(folder(), '2031'), { recursive: true });
    await cp(run, path.join(runsFolder(), '2032'), { recursive: true });
    for (const [word, meant] of [
      [id, 'by name'],
      [run, 'by name'],
      [id.slice(0, -1), 'by beginning'],
      ['2031', 'by beginning'],
      ['2032', 'by beginning'],
      ['latest', 'as latest'],
    ] as const)
      assert.equal((await findRun(word, runsFolder())).meant, meant, word);
  });
});
