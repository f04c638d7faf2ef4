// A process that is to end does end, also while one of Node's own threads waits for a file that never comes.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { installationFolder } from '../../../src/base/installation.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const program = path.join(installationFolder, 'test', 'support', 'programs', 'readAndLeave.ts');

describe('a process that leaves', () => {
  const folder = useTemporaryFolder();

  async function endOf(file: string, how: string): Promise<unknown[]> {
    return once(spawn(process.execPath, ['--import', 'tsx', program, file, how], { stdio: 'ignore' }), 'exit');
  }

  for (const how of ['now', 'when all is done']) {
    it(`does so by SIGKILL while a read never ends: ${how}`, async function () {
      if (process.platform === 'win32') this.skip();
      const pipe = path.join(folder(), 'pipe');
      await promisify(execFile)('mkfifo', [pipe]);
      assert.deepEqual(await endOf(pipe, how), [null, 'SIGKILL']);
    });

    it(`gives its exit code otherwise: ${how}`, async () => {
      const file = path.join(folder(), 'file');
      await writeFile(file, 'x');
      assert.deepEqual(await endOf(file, how), [3, null]);
    });
  }
});
