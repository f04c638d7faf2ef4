// The host tier: the tests that run inside a real extension host, in the browser-served VS Code or in a desktop one.

import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { projectFolder } from '../vscode/cacheFolder.ts';
import type { Chromium } from '../vscode/installChromium.ts';
import type { CodeServer } from '../vscode/installCodeServer.ts';
import { oldestDesktopVersion } from '../vscode/pinnedVersions.ts';
import { bundleHostScripts } from './bundleHostScripts.ts';
import { runInExtensionHost, withTemporaryFolder } from './extensionHost.ts';
import { readTally, type Tally, tallyFileVariable } from './tally.ts';

export interface HostTierOptions {
  readonly grep: string | undefined;
  readonly print: (line: string) => void;
}

/** Undefined when the extension host died before the suite's end. */
export async function runHostTier(
  options: HostTierOptions & { readonly codeServer: CodeServer; readonly chromium: Chromium; readonly logFile: string },
): Promise<Tally | undefined> {
  const { script, tests } = await bundleSuite();
  return withTemporaryFolder(async (folder) => {
    const workspace = await makeWorkspace(folder);
    const tallyFile = path.join(folder, 'tally.json');
    await runInExtensionHost({
      ...options,
      script,
      workspace,
      environment: suiteEnvironment(tests, tallyFile, options.grep),
      timeoutMilliseconds: 300_000,
    });
    return readTally(tallyFile);
  });
}

/** The same in a desktop VS Code of the oldest supported version, which is downloaded. Throws when that fails. */
export async function runDesktopHostTier(
  options: HostTierOptions & { readonly version?: string },
): Promise<Tally | undefined> {
  const { script, tests } = await bundleSuite();
  return withTemporaryFolder(async (folder) => {
    const workspace = await makeWorkspace(folder);
    const tallyFile = path.join(folder, 'tally.json');
    let failure: unknown;
    await runTests({
      version: options.version ?? oldestDesktopVersion,
      cachePath: path.join(projectFolder, '.cache', 'vscode-desktop'),
      extensionDevelopmentPath: projectFolder,
      extensionTestsPath: script,
      extensionTestsEnv: suiteEnvironment(tests, tallyFile, options.grep),
      launchArgs: [
        workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
        `--user-data-dir=${path.join(folder, 'user')}`,
      ],
    }).catch((error: unknown) => {
      failure = error;
    });
    const tally = await readTally(tallyFile);
    // Failing tests end VS Code with an error too; without a tally something else went wrong.
    if (tally === undefined && failure !== undefined) throw failure;
    return tally;
  });
}

/** Empty: nothing in it activates the extension, and each test writes the files it needs. */
async function makeWorkspace(folder: string): Promise<string> {
  const workspace = path.join(folder, 'workspace');
  await mkdir(workspace);
  return workspace;
}

async function bundleSuite(): Promise<{ readonly script: string; readonly tests: readonly string[] }> {
  const names = (await readdir(path.join(projectFolder, 'test', 'host')))
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
  const entries = ['index.ts', ...names].map((name) => [`host/${path.basename(name, '.ts')}`, `test/host/${name}`]);
  const { 'host/index': script, ...tests }: Record<string, string> = await bundleHostScripts(
    Object.fromEntries(entries),
  );
  if (script === undefined) throw new Error('The host suite has no index.');
  return { script, tests: Object.values(tests) };
}

function suiteEnvironment(
  tests: readonly string[],
  tallyFile: string,
  grep: string | undefined,
): Record<string, string> {
  return {
    [tallyFileVariable]: tallyFile,
    REPTILE_LAB_HOST_TESTS: JSON.stringify(tests),
    REPTILE_LAB_GREP: grep ?? '',
    REPTILE_LAB_COLOR: String(process.stdout.isTTY === true),
    CI: process.env.CI ?? '',
  };
}
