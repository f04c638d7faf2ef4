// `queue top|hold|release`: which folder of runs they look into.

import assert from 'node:assert/strict';
import path from 'node:path';
import { userFolder } from '../../../src/base/userFolder.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('places in the queue, from a terminal', () => {
  const folder = useTemporaryFolder();

  it('are those of the folder that is named, before the part of the command or behind it', async () => {
    const run = await queueRun(await newTestRun(folder()), userFolder());
    const id = path.basename(run);
    const isHeld = async () => (await readManifest(run)).queuePlace?.isHeld ?? false;
    for (const [words, expected] of [
      [['queue', 'hold', '--runs', folder(), id], true],
      [['queue', '--runs', folder(), 'release', id], false],
      [['queue', 'hold', id, '--runs', folder()], true],
    ] as const) {
      const { exitCode, messages } = await carryOutWords(...words);
      assert.equal(exitCode, 0, messages);
      assert.equal(await isHeld(), expected);
    }
  });
});
