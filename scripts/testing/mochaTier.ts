// Tiers that mocha runs in a process of its own: unit and e2e.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { projectFolder } from '../vscode/cacheFolder.ts';
import { withTemporaryFolder } from './extensionHost.ts';
import { readTally, type Tally, tallyFileVariable } from './tally.ts';

export interface MochaTierOptions {
  /** A glob below the project, or an absolute path. */
  readonly files: string;
  readonly grep: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  /** So many files are run side by side, each in a process that others have been run in; default: one by one, in one. */
  readonly jobs?: number;
  /** Where what mocha prints goes; default: where this program's goes. */
  readonly output?: 'inherit' | 'ignore';
}

/** Undefined when mocha ended before the tests did. */
export function runMochaTier(options: MochaTierOptions): Promise<Tally | undefined> {
  return withTemporaryFolder(async (folder) => {
    const tallyFile = path.join(folder, 'tally.json');
    const args = [
      path.join('node_modules', 'mocha', 'bin', 'mocha.js'),
      options.files,
      '--reporter',
      path.join('scripts', 'testing', 'tallyReporter.ts'),
      ...(options.jobs === undefined ? [] : ['--parallel', '--jobs', String(options.jobs)]),
      ...(options.grep === undefined ? [] : ['--grep', options.grep]),
      ...(process.env.CI === 'true' ? ['--forbid-only'] : []),
    ];
    const child = spawn(process.execPath, args, {
      cwd: projectFolder,
      env: { ...process.env, ...options.environment, [tallyFileVariable]: tallyFile },
      stdio: ['ignore', options.output ?? 'inherit', options.output ?? 'inherit'],
      timeout: options.timeoutMilliseconds,
    });
    const [code] = await once(child, 'close');
    const tally = await readTally(tallyFile);
    // mocha counts what fails in tests; anything else that gives an exit code (an unhandled rejection, a failed import)
    // is a crash.
    return tally !== undefined && tally.failed === 0 && code !== 0 ? undefined : tally;
  });
}
