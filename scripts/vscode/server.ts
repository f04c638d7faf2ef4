// Starts and ends a browser-served VS Code with one extension, in a user-data folder of its own that is gone
// afterwards.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CodeServer } from './installCodeServer.ts';
import { runCommand } from './runCommand.ts';

export interface ServerOptions {
  readonly codeServer: CodeServer;
  /**
   * A folder with an extension's package.json and built files, or a `.vsix`; undefined when the page's payload names
   * one.
   */
  readonly extension: string | undefined;
  /** Added to the settings that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether folders are trusted without a question, or restricted until someone answers it. */
  readonly trust: 'everything' | 'ask';
  /** Receives everything that the server prints. */
  readonly logFile: string;
  /** Loads extension tests named in the page's address; suppresses notifications, so only for them. */
  readonly forExtensionTests?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  readonly port?: number;
}

export interface VscodeServer {
  readonly host: string;
  readonly logFile: string;
  /** Address of a window on a folder or `.code-workspace` file, or on nothing. */
  windowAddress(workspace: string | undefined): string;
  /** Resolves when the server has ended, by `stop` or by itself. */
  readonly ended: Promise<void>;
  /** Ends every process of the server and removes its user data. Runs that were started outlive it. */
  stop(): Promise<void>;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
} as const;

/** Throws an Error with the end of the server's log when it does not answer within a minute. */
export async function startServer(options: ServerOptions): Promise<VscodeServer> {
  // Short, because sockets lie below it and their paths are limited to about 100 characters.
  const data = await mkdtemp(path.join(os.tmpdir(), 'reptile-vscode-'));
  const port = options.port ?? (await findFreePort());
  await prepareUserData(data, options);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...options.environment,
    EXTENSIONS_GALLERY: '{}',
    XDG_DATA_HOME: path.join(data, 'xdg-data'),
    XDG_CONFIG_HOME: path.join(data, 'xdg-config'),
    TMPDIR: path.join(data, 'tmp'),
  };
  if (options.extension?.endsWith('.vsix')) {
    const args = [options.codeServer.entry, ...folderArguments(data), '--install-extension', options.extension];
    await runCommand(options.codeServer.node, args, { folder: data, environment });
  }
  const child = spawn(options.codeServer.node, [options.codeServer.entry, ...serverArguments(data, port, options)], {
    cwd: data,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await mkdir(path.dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const endWithThisProcess = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithThisProcess);
  const stop = async () => {
    await endProcessGroup(child);
    process.removeListener('exit', endWithThisProcess);
    log.end();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const host = `127.0.0.1:${port}`;
  try {
    await waitUntilHealthy(host, child);
  } catch (error) {
    await stop();
    const output = await readFile(options.logFile, 'utf8').catch(() => '');
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}\n${output.split('\n').slice(-30).join('\n')}`,
    );
  }
  return {
    host,
    logFile: options.logFile,
    ended,
    windowAddress: (workspace) => `http://${host}/${workspaceQuery(workspace)}`,
    stop,
  };
}

async function prepareUserData(data: string, options: ServerOptions): Promise<void> {
  const settings = { ...quietSettings, ...options.settings };
  await mkdir(path.join(data, 'tmp'));
  await mkdir(path.join(data, 'extensions'));
  // A window on a server takes settings that belong to a machine from the server's own file, and all others from the
  // user's.
  for (const level of ['User', 'Machine']) {
    await mkdir(path.join(data, 'user', level), { recursive: true });
    await writeFile(path.join(data, 'user', level, 'settings.json'), JSON.stringify(settings, null, 2));
  }
  await writeFile(path.join(data, 'config.yaml'), '{}\n');
  if (options.extension === undefined || options.extension.endsWith('.vsix')) return;
  const manifest: { publisher: string; name: string; version: string } = JSON.parse(
    await readFile(path.join(options.extension, 'package.json'), 'utf8'),
  );
  await symlink(
    options.extension,
    path.join(data, 'extensions', `${manifest.publisher}.${manifest.name}-${manifest.version}`),
  );
}

function folderArguments(data: string): readonly string[] {
  return [
    '--config',
    path.join(data, 'config.yaml'),
    '--user-data-dir',
    path.join(data, 'user'),
    '--extensions-dir',
    path.join(data, 'extensions'),
  ];
}

function serverArguments(data: string, port: number, options: ServerOptions): readonly string[] {
  return [
    ...folderArguments(data),
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
    ...(options.trust === 'everything' ? ['--disable-workspace-trust'] : []),
    ...(options.forExtensionTests && options.codeServer.release.needsTestDriverOption
      ? ['--vscode-option', 'enable-smoke-test-driver']
      : []),
  ];
}

function workspaceQuery(workspace: string | undefined): string {
  if (workspace === undefined) return '?ew=true';
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `?${kind}=${encodeURIComponent(workspace)}`;
}

async function waitUntilHealthy(host: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The browser-served VS Code ended with exit code ${child.exitCode}.`);
    const healthy = await fetch(`http://${host}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await delay(50);
  }
  throw new Error('The browser-served VS Code did not answer within a minute.');
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The operating system gave no free port.');
  return address.port;
}

async function endProcessGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    signalGroup(child, 'SIGTERM');
    const patience = new AbortController();
    await Promise.race([ended, delay(5000, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }
  // The extension host may still write its last words after its parent is gone.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
