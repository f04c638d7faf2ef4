// How long the extension takes to activate in a real extension host, and how large it is to download.

import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../../scripts/packageExtension.ts';
import { bundleHostScripts } from '../../scripts/testing/bundleHostScripts.ts';
import { runInExtensionHost, withTemporaryFolder } from '../../scripts/testing/extensionHost.ts';
import { cacheFolder } from '../../scripts/vscode/cacheFolder.ts';
import { chosenRelease, UnavailableError } from '../../scripts/vscode/pinnedVersions.ts';
import { prepareVscode } from '../../scripts/vscode/prepare.ts';
import type { BenchRow } from './report.ts';

const windows = 3;
const resultFileVariable = 'REPTILE_LAB_ACTIVATION_FILE';

/**
 * Rows of the group `extension`; takes about half a minute. Needs a build. The activation is left out, with a word,
 * where VS Code cannot be had.
 */
export async function benchActivation(): Promise<BenchRow[]> {
  const size = (await stat(await packageExtension())).size / 1e6;
  const sizeRow: BenchRow = { group: 'extension', name: 'VSIX', value: size, unit: 'MB', note: 'goal below 3 MB' };
  try {
    const times = await measureActivations();
    const median = times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
    const note = `loading the bundle included; median of ${times.length} windows of code-server ${chosenRelease().codeServer}`;
    return [{ group: 'extension', name: 'activation', value: median, unit: 'ms', note }, sizeRow];
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    console.warn(`The activation is not measured: ${error.message}`);
    return [sizeRow];
  }
}

async function measureActivations(): Promise<number[]> {
  const report = (line: string) => console.warn(`vscode: ${line}`);
  const { codeServer, chromium } = await prepareVscode(report);
  const { 'bench/activationProbe': script } = await bundleHostScripts({
    'bench/activationProbe': 'test/bench/activationProbe.ts',
  });
  const times: number[] = [];
  for (let window = 0; window < windows; window++) {
    times.push(
      await withTemporaryFolder(async (folder) => {
        const workspace = path.join(folder, 'workspace');
        const file = path.join(folder, 'activation.json');
        await mkdir(workspace);
        await runInExtensionHost({
          codeServer,
          chromium,
          script,
          workspace,
          environment: { [resultFileVariable]: file },
          logFile: path.join(cacheFolder, 'logs', 'activation.log'),
          timeoutMilliseconds: 60_000,
          print: report,
        });
        return readResult(file);
      }),
    );
  }
  return times;
}

async function readResult(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error('The extension did not activate. Its window’s log is in .cache/vscode/logs/.', { cause: error });
  });
  const { milliseconds }: { milliseconds: number } = JSON.parse(text);
  return milliseconds;
}
