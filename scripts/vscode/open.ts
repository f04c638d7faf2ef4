// `npm run vscode`: VS Code with the extension of this checkout and a folder of experiments, on the desktop or in a
// browser.
//
// npm run vscode -- [--browser] [--folder DIR] [--port N]

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../buildIfStale.ts';
import { cacheFolder, projectFolder } from './cacheFolder.ts';
import { findDesktopVscode } from './desktop.ts';
import { ensureCodeServer } from './installCodeServer.ts';
import { UnavailableError } from './pinnedVersions.ts';
import { runCommand } from './runCommand.ts';
import { startServer } from './server.ts';

const { values } = parseArgs({
  options: {
    /** The browser-served one even where there is a desktop program. */
    browser: { type: 'boolean', default: false },
    folder: { type: 'string', default: path.join(projectFolder, 'examples') },
    port: { type: 'string' },
  },
});

try {
  const workspace = path.resolve(values.folder);
  if (!existsSync(workspace))
    throw new UnavailableError(`The folder ${workspace} does not exist. Name another with --folder.`);
  await buildIfStale((line) => console.log(`vscode: ${line}`));
  const desktop = values.browser ? undefined : await findDesktopVscode();
  if (desktop === undefined)
    await openInBrowser(workspace, values.port === undefined ? undefined : Number(values.port));
  else await openOnDesktop(desktop, workspace);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function openOnDesktop(program: string, workspace: string): Promise<void> {
  console.log(`Opening ${program} with Reptile Lab and ${workspace}`);
  const args = ['--new-window', `--extensionDevelopmentPath=${projectFolder}`, workspace];
  await runCommand(program, args, { folder: projectFolder });
}

async function openInBrowser(workspace: string, port: number | undefined): Promise<void> {
  console.log('No desktop VS Code is used: serving one to the browser.');
  const codeServer = await ensureCodeServer((line) => console.log(`vscode: ${line}`));
  const server = await startServer({
    codeServer,
    extension: projectFolder,
    trust: 'everything',
    logFile: path.join(cacheFolder, 'logs', `open-${process.pid}.log`),
    ...(port === undefined ? {} : { port }),
  });
  console.log(
    `\n  ${server.windowAddress(workspace)}\n\nOpen this address in a browser on this machine. Ctrl+C ends VS Code; runs go on until they are done or stopped.`,
  );
  openDefaultBrowser(server.windowAddress(workspace));
  const asked = new Promise<'asked'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve('asked'));
  });
  const why = await Promise.race([asked, server.ended]);
  console.log(
    why === 'asked' ? '\nEnding VS Code …' : `VS Code ended by itself; its last words are in ${server.logFile}`,
  );
  await server.stop();
}

/** Only where there is a screen and somebody at the terminal. */
function openDefaultBrowser(address: string): void {
  if (!process.stdout.isTTY || (process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined)) return;
  const child = spawn('xdg-open', [address], { stdio: 'ignore', detached: true });
  child.once('error', () => console.log('No default browser could be opened.'));
  child.unref();
}
