// What the queue reads of the programs of the runs that wait: at each look what changed, right before a start all of it.

import assert from 'node:assert/strict';
import callbacks from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { localLauncher } from '../../../src/runs/runOrigin.ts';
import { countLooks } from '../../support/countingLooks.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { newProgramRun } from '../trainer/external/programFixture.ts';
import { useLaunchers } from './launcherFixture.ts';

describe('the programs of waiting runs', () => {
  const { folder, userFolder, launcher, waitForState, stateOf, startsOf, end } = useLaunchers();
  const script = () => path.join(folder(), 'project', 'train.sh');

  async function queuePrograms(count: number): Promise<readonly string[]> {
    const directories: string[] = [];
    for (let each = 0; each < count; each += 1) {
      const directory = await newProgramRun(folder(), 'echo good');
      await changeManifest(directory, { launcher: localLauncher });
      directories.push(await queueRun(directory, userFolder()));
    }
    return directories;
  }

  const readings = async (action: () => Promise<unknown>) =>
    (await countLooks((file) => file === script(), action)).opened;

  it('are read once for all runs and looks, and again when they change', async () => {
    const runs = await queuePrograms(5);
    const local = launcher({ places: 0, others: [path.join(folder(), 'runs')] });
    const kinds = async () => (await local.poll()).map(({ kind }) => kind);
    const each = (kind: string) => runs.map(() => kind);
    assert.equal(await readings(async () => assert.deepEqual(await kinds(), each('waiting'))), 1);
    assert.equal(await readings(async () => assert.deepEqual(await kinds(), each('waiting'))), 0);
    await writeFile(script(), 'echo evil');
    assert.equal(await readings(async () => assert.deepEqual(await kinds(), each('unapproved'))), 1);
    await writeFile(script(), 'echo good');
    assert.equal(await readings(async () => assert.deepEqual(await kinds(), each('waiting'))), 1);
  });

  it('are read right before a start, also where nothing but their bytes tells that they changed', async () => {
    const [first = '', second = ''] = await queuePrograms(2);
    const local = launcher({ others: [path.join(folder(), 'runs')] });
    const kinds = async () => (await local.poll()).map(({ kind }) => kind);
    const thaw = freezeStamp(script());
    try {
      assert.equal(await readings(async () => assert.deepEqual(await kinds(), ['started', 'waiting'])), 2);
      await waitForState(first, 'running');
      await end(first, 'completed');
      await writeFile(script(), 'echo evil');
      assert.deepEqual(await kinds(), ['waiting']);
      assert.deepEqual([await stateOf(second), await startsOf(second)], ['queued', 0]);
      // It is in nobody's way from then on.
      assert.deepEqual(await kinds(), ['unapproved']);
    } finally {
      thaw();
    }
  });
});

/** As on a drive with coarse times: what is said of the file stays the same, whatever is written to it. */
function freezeStamp(file: string): () => void {
  const frozen = callbacks.lstatSync(file);
  const { lstat } = callbacks;
  const looking = mock.method(
    callbacks,
    'lstat',
    (asked: string, done: (error: NodeJS.ErrnoException | null, found: callbacks.Stats) => void) => {
      if (asked === file) done(null, frozen);
      else lstat(asked, done);
    },
  );
  syncBuiltinESMExports();
  return () => {
    looking.mock.restore();
    syncBuiltinESMExports();
  };
}
