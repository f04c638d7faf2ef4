// The built command line for tests: bundled once for each state of the sources, in an installation of its own under
// out/.

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../../scripts/vscode/runCommand.ts';
import { installationFolder } from '../../src/base/installation.ts';

// All of src, for the next floor that is added must not be forgotten here.
const inputs = [
  'src',
  ...['build.mjs', 'build-kernels.mjs', 'build-native.mjs', 'native'].map((script) => path.join('scripts', script)),
  ...['microkernels.mjs', 'operation-readers.mjs', 'reading-code.mjs', 'idle-imports.mjs', 'short-names.mjs'].map(
    (script) => path.join('scripts', script),
  ),
  'examples',
  'package.json',
  'package-lock.json',
];
const home = path.join(installationFolder, 'out', 'programs');
const keepForMilliseconds = 3_600_000;

let building: Promise<string> | undefined;

/**
 * Absolute path of a file of the build, for instance `cli.js` or `trainer.js`. The first call may take some seconds.
 */
export async function builtProgram(name: 'cli.js' | 'trainer.js' | 'loaderProcess.js' | 'indexer.js'): Promise<string> {
  building ??= build();
  return path.join(await building, 'dist', name);
}

export interface CliResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly messages: string;
}

export interface CliOptions {
  readonly folder: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs `reptile-lab` to its end. */
export async function runCli(words: readonly string[], options: CliOptions): Promise<CliResult> {
  return (await startCli(words, options)).ended;
}

export interface RunningCli {
  readonly process: ChildProcess;
  /** What it has written so far. */
  output(): string;
  messages(): string;
  readonly ended: Promise<CliResult>;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test left behind; for `afterEach`. */
export async function endRunningClis(): Promise<void> {
  const ends = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ends);
}

/** Starts `reptile-lab`; colours and locale of the machine at hand play no part. */
export async function startCli(
  words: readonly string[],
  { folder, environment = {} }: CliOptions,
): Promise<RunningCli> {
  const { NO_COLOR, FORCE_COLOR, LC_ALL, LC_CTYPE, ...inherited } = process.env;
  const child = spawn(process.execPath, [await builtProgram('cli.js'), ...words], {
    cwd: folder,
    // What is kept for the user stays out of the home folder of whoever runs the tests.
    env: { ...inherited, LANG: 'en_GB.UTF-8', XDG_DATA_HOME: path.join(home, 'user'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let output = '';
  let messages = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output, messages }));
  });
  return { process: child, output: () => output, messages: () => messages, ended };
}

/** The objects of JSON lines; a line that is still being written is left out. */
export function parseJsonLines(output: string): Record<string, unknown>[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function build(): Promise<string> {
  const folder = path.join(home, await fingerprint());
  if (await exists(folder)) {
    const now = new Date();
    await utimes(folder, now, now);
    return folder;
  }
  const unfinished = path.join(home, `.unfinished-${randomUUID()}`);
  await mkdir(unfinished, { recursive: true });
  try {
    const script = path.join('scripts', 'build.mjs');
    const words = [script, '--programs', '--into', path.join(unfinished, 'dist')];
    await runCommand(process.execPath, words, { folder: installationFolder });
    for (const name of ['package.json', 'examples']) {
      await cp(path.join(installationFolder, name), path.join(unfinished, name), { recursive: true });
    }
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process that runs the same tests may have been first.
    if (!(await exists(folder))) throw error;
  }
  await removeOldBuilds();
  return folder;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of await listFiles(path.join(installationFolder, input))) {
      hash.update(`${path.relative(installationFolder, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function listFiles(file: string): Promise<string[]> {
  if (!(await stat(file)).isDirectory()) return [file];
  const entries = await readdir(file, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.reptile'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function removeOldBuilds(): Promise<void> {
  for (const name of await readdir(home)) {
    const folder = path.join(home, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > keepForMilliseconds) await rm(folder, { recursive: true, force: true });
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
