// One VS Code server with the packaged extension and one browser for a suite; windows on folders of their own; traces
// of what failed.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packageExtension } from '../../../scripts/packageExtension.ts';
import { type BrowserSession, launchBrowser, openWindow } from '../../../scripts/vscode/browser.ts';
import { projectFolder } from '../../../scripts/vscode/cacheFolder.ts';
import { prepareVscode } from '../../../scripts/vscode/prepare.ts';
import { startServer, type VscodeServer } from '../../../scripts/vscode/server.ts';
import { endTrainers } from '../../support/vscode/runsOnDisk.ts';
import { Workbench } from '../pages/workbench.ts';

const failureFolder = path.join(projectFolder, 'out', 'e2e-failures');

let packaged: Promise<string> | undefined;
const packageOnce = () => {
  packaged ??= packageExtension();
  return packaged;
};

export interface SessionOptions {
  readonly trust?: 'everything' | 'ask';
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface Session {
  /** A new window on a new folder with these files. */
  open(files: Readonly<Record<string, string>>): Promise<{ readonly workbench: Workbench; readonly folder: string }>;
  /** A new window on a folder that an earlier window of the same test had. */
  openAgain(folder: string): Promise<Workbench>;
}

/**
 * Starts the server before the suite and ends everything after it. Windows, folders and trainers end with each test.
 */
export function useSession(options: SessionOptions = {}): Session {
  let server: VscodeServer | undefined;
  let browser: BrowserSession | undefined;
  const folders: string[] = [];

  before(async function () {
    this.timeout(180_000);
    const report = (line: string) => console.log(`    ${line}`);
    const { codeServer, chromium } = await prepareVscode(report);
    // Another VSIX, or an extension's folder, may be tested in the place of this checkout's.
    const extension = process.env.REPTILE_LAB_E2E_EXTENSION ?? (await packageOnce());
    server = await startServer({
      codeServer,
      extension,
      trust: options.trust ?? 'everything',
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      logFile: path.join(projectFolder, 'out', 'e2e-server.log'),
    });
    browser = await launchBrowser(chromium);
  });

  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state === 'failed' && browser !== undefined && server !== undefined)
      await keepTraces(test.fullTitle(), browser, server);
    await Promise.all(browser?.context.pages().map((page) => page.close()) ?? []);
    for (const folder of folders.splice(0)) {
      await endTrainers(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  after(async function () {
    this.timeout(30_000);
    await browser?.close();
    await server?.stop();
  });

  async function openAgain(folder: string): Promise<Workbench> {
    if (server === undefined || browser === undefined) throw new Error('Windows can be opened during a test only.');
    const page = await browser.context.newPage();
    await openWindow(page, server.windowAddress(folder));
    return new Workbench(page);
  }

  return {
    openAgain,
    async open(files) {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-workspace-'));
      folders.push(folder);
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
      return { workbench: await openAgain(folder), folder };
    },
  };
}

/** A picture of every window and the server's log, in `out/e2e-failures/`. */
async function keepTraces(title: string, browser: BrowserSession, server: VscodeServer): Promise<void> {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100);
  await mkdir(failureFolder, { recursive: true });
  const pictures = await Promise.all(
    browser.context.pages().map(async (page, index) => {
      const picture = path.join(failureFolder, `${name}-${index}.png`);
      await page.screenshot({ path: picture });
      return picture;
    }),
  );
  console.log([...pictures, server.logFile].map((file) => `      see ${file}`).join('\n'));
}
