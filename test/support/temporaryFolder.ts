// A folder for one test, removed after it.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Creates the folder before each test of the suite at hand and removes it afterwards; the function gives its path. */
export function useTemporaryFolder(): () => string {
  let folder: string | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
  });
  afterEach(async function () {
    // Some hold tens of thousands of files.
    this.timeout(120_000);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    folder = undefined;
  });
  return () => {
    if (folder === undefined) throw new Error('The folder exists during a test only.');
    return folder;
  };
}
