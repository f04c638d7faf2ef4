// Takes a picture of the extension in a browser-served VS Code, for the README and for looking at one's work.
//
// npm run screenshot -- out/screenshots/start.png --folder DIR [--open FILE]… [--command TITLE]… [--wait SECONDS]
//   [--theme NAME] [--size 1440x900] [--page SCRIPT.ts] [--extension DIR|VSIX]
// Files are opened and commands carried out in the order given here; --page names a module whose default export is
// called with Playwright's page just before the picture is taken.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { launchBrowser, openWindow } from './browser.ts';
import { cacheFolder, projectFolder } from './cacheFolder.ts';
import { prepareVscode } from './prepare.ts';
import { startServer } from './server.ts';
import { openFileByName, runPaletteCommand } from './workbenchSteps.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: path.join(projectFolder, 'examples') },
    open: { type: 'string', multiple: true, default: [] },
    command: { type: 'string', multiple: true, default: [] },
    wait: { type: 'string', default: '2' },
    theme: { type: 'string', default: 'Default Dark Modern' },
    size: { type: 'string', default: '1440x900' },
    page: { type: 'string' },
    /** An extension's folder or a .vsix. */
    extension: { type: 'string', default: projectFolder },
  },
});
const [picture = 'out/screenshots/vscode.png'] = positionals;
const [width = 1440, height = 900] = values.size.split('x').map(Number);
const report = (line: string) => console.log(`vscode: ${line}`);

const { codeServer, chromium } = await prepareVscode(report);
const server = await startServer({
  codeServer,
  extension: path.resolve(values.extension),
  trust: 'everything',
  settings: { 'workbench.colorTheme': values.theme },
  logFile: path.join(cacheFolder, 'logs', `screenshot-${process.pid}.log`),
});
try {
  const browser = await launchBrowser(chromium, { width, height });
  try {
    const page = await browser.context.newPage();
    await openWindow(page, server.windowAddress(path.resolve(values.folder)), report);
    for (const file of values.open) await openFileByName(page, file);
    for (const title of values.command) await runPaletteCommand(page, title);
    await page.waitForTimeout(Number(values.wait) * 1000);
    if (values.page !== undefined) await (await import(pathToFileURL(path.resolve(values.page)).href)).default(page);
    await page.screenshot({ path: picture });
    console.log(path.resolve(picture));
  } finally {
    await browser.close();
  }
} finally {
  await server.stop();
}
