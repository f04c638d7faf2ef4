// Runs a script inside the extension host of a browser-served VS Code, in the shape that `@vscode/test-electron` gives
// it.

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser, openWindow } from '../vscode/browser.ts';
import { projectFolder } from '../vscode/cacheFolder.ts';
import type { Chromium } from '../vscode/installChromium.ts';
import type { CodeServer } from '../vscode/installCodeServer.ts';
import { startServer } from '../vscode/server.ts';
import { outputMark, outputMarkVariable } from './outputMark.ts';

export interface ExtensionHostScript {
  readonly codeServer: CodeServer;
  readonly chromium: Chromium;
  /** A CommonJS file that exports `run(): Promise<void>`. */
  readonly script: string;
  readonly workspace: string;
  /** Variables that the script finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The server's output; the workbench's goes beside it, with `.window` added to the name. */
  readonly logFile: string;
  readonly timeoutMilliseconds: number;
  readonly print: (line: string) => void;
}

/**
 * Resolves when the script has ended, with the exit code that VS Code gives. An extension host that dies is reported as
 * 0, so the script has to leave a file as a sign that it came to its end. Throws when the time is up.
 */
export async function runInExtensionHost(options: ExtensionHostScript): Promise<number> {
  const server = await startServer({
    codeServer: options.codeServer,
    extension: undefined,
    trust: 'everything',
    forExtensionTests: true,
    environment: { ...options.environment, [outputMarkVariable]: outputMark },
    logFile: options.logFile,
  });
  const windowLog = createWriteStream(`${options.logFile}.window`);
  try {
    const browser = await launchBrowser(options.chromium);
    try {
      const page = await browser.context.newPage();
      const ended = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
      await page.exposeFunction('codeAutomationLog', (_kind: string, values: readonly unknown[]) => {
        const text = values.join(' ');
        if (text.startsWith(outputMark)) options.print(text.slice(outputMark.length));
        else windowLog.write(`${text}\n`);
      });
      const remote = (file: string) => `vscode-remote://${server.host}${file}`;
      const payload = [
        ['extensionDevelopmentPath', remote(projectFolder)],
        ['extensionTestsPath', remote(options.script)],
      ];
      const address = `${server.windowAddress(options.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      await openWindow(page, address, options.print);
      return await withTimeout(ended, options.timeoutMilliseconds);
    } finally {
      await browser.close();
    }
  } finally {
    windowLog.end();
    await server.stop();
  }
}

/** Gives a new empty folder to `use` and removes it afterwards. */
export async function withTemporaryFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-test-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function withTimeout<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The script in the extension host took longer than ${milliseconds / 1000} s.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
