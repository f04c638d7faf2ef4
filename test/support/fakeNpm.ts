// Puts a program called npm on a PATH of its own, which succeeds, fails or hangs as a test asks.

import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../src/base/installation.ts';

export type FakeNpmBehaviour =
  | 'succeed'
  | 'install something broken'
  | 'install something that does not load'
  | 'fail without network'
  | 'fail'
  | 'hang';

/** The environment in which `npm` is the fake one. */
export async function fakeNpmEnvironment(folder: string, behaviour: FakeNpmBehaviour): Promise<NodeJS.ProcessEnv> {
  const programs = path.join(folder, 'programs');
  await mkdir(programs, { recursive: true });
  const script = path.join(programs, process.platform === 'win32' ? 'npm.mjs' : 'npm');
  await copyFile(path.join(installationFolder, 'test', 'support', 'programs', 'fakeNpm.mjs'), script);
  await chmod(script, 0o755);
  await writeFile(path.join(programs, 'package.json'), '{"type": "module"}');
  if (process.platform === 'win32') {
    await writeFile(path.join(programs, 'npm.cmd'), `@"${process.execPath}" "%~dp0npm.mjs" %*\r\n`);
  }
  const { Path: _, ...environment } = process.env;
  return { ...environment, PATH: [programs, path.dirname(process.execPath)].join(path.delimiter), FAKE_NPM: behaviour };
}
