// Probes inside the extension host of a real window, which leave what they measured in a file.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleHostScripts } from '../../scripts/testing/bundleHostScripts.ts';
import { runInExtensionHost, withTemporaryFolder } from '../../scripts/testing/extensionHost.ts';
import { cacheFolder } from '../../scripts/vscode/cacheFolder.ts';
import { prepareVscode } from '../../scripts/vscode/prepare.ts';

export interface WindowProbe {
  /** Of its file in this folder. */
  readonly name: string;
  /** The variable that names, to the probe, the file where it leaves what it measured as JSON. */
  readonly resultVariable: string;
  readonly timeoutMilliseconds: number;
}

/** What the probe left; `workspace` is given the folder that the window is to open, inside of an empty one. */
export async function measureInWindow(
  { name, resultVariable, timeoutMilliseconds }: WindowProbe,
  makeWorkspace: (folder: string) => Promise<string>,
): Promise<unknown> {
  const report = (line: string) => console.warn(`vscode: ${line}`);
  const { codeServer, chromium } = await prepareVscode(report);
  const key = `bench/${name}`;
  const script = (await bundleHostScripts({ [key]: `test/bench/${name}.ts` }))[key];
  if (script === undefined) throw new Error(`There is no probe ${name}.`);
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'measured.json');
    await runInExtensionHost({
      codeServer,
      chromium,
      script,
      timeoutMilliseconds,
      print: report,
      workspace: await makeWorkspace(folder),
      environment: { [resultVariable]: file },
      logFile: path.join(cacheFolder, 'logs', `${name}.log`),
    });
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Error('The window left nothing that was measured. Its log is in .cache/vscode/logs/.', {
        cause: error,
      });
    });
    return JSON.parse(text);
  });
}
