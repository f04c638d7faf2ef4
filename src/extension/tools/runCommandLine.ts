// Runs the command line that comes with the extension, in a process of its own, so that computing never holds up the
// editor.

import { spawn } from 'node:child_process';
import os from 'node:os';
import { builtFile } from '../../base/installation.ts';
import { trainerEnvironment } from '../../launchers/spawnTrainer.ts';

export interface CommandLineResult {
  /** As `reptile-lab --help` lists them; null when the process was ended from outside. */
  readonly exitCode: number | null;
  /** What it wrote to standard output. */
  readonly output: string;
  /** What it wrote to standard error: progress, warnings, errors. */
  readonly messages: string;
}

export interface CommandLineOptions {
  readonly folder: string;
  /** Ends the work early; what is done is kept where the command keeps it and the system lets a process be asked. */
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  /** Hears each line of progress or warning. */
  readonly onMessage?: (line: string) => void;
  /** Milliseconds from the abort to a second word, and to the last; by default ten seconds and thirteen. */
  readonly patience?: { readonly secondWord: number; readonly lastWord: number };
  /** In UTF-16 units; by default far more than any result. */
  readonly longestOutput?: number;
  /** The program and its script; by default this process's program with the build of the command line. */
  readonly command?: { readonly program: string; readonly script: string };
}

/**
 * After the first word the command brings what it is at to an end and keeps it; a second one ends it within a second, a
 * third cannot be refused.
 */
const patience = { secondWord: 10_000, lastWord: 13_000 };
/** Of progress and warnings the last are kept. */
const longestMessages = 1 << 16;
const longestOutput = 1 << 26;

/**
 * Rejects with the system's error when the program cannot be started, and when what it writes has no end.
 */
export async function runCommandLine(
  words: readonly string[],
  options: CommandLineOptions,
): Promise<CommandLineResult> {
  const { command = { program: process.execPath, script: builtFile('cli.js') } } = options;
  const child = spawn(command.program, [command.script, ...words], {
    cwd: options.folder,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...trainerEnvironment(process.env), NO_COLOR: '1', LANG: 'en_GB.UTF-8', ...options.environment },
  });
  lowerPriorityOf(child.pid);
  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    child.kill('SIGINT');
    timers.push(
      setTimeout(() => child.kill('SIGINT'), options.patience?.secondWord ?? patience.secondWord),
      setTimeout(() => child.kill('SIGKILL'), options.patience?.lastWord ?? patience.lastWord),
    );
  };
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();
  let output = '';
  let messages = '';
  let isEndless = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (isEndless) return;
    output += text;
    if (output.length <= (options.longestOutput ?? longestOutput)) return;
    isEndless = true;
    output = '';
    child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-longestMessages);
    for (const line of text.split('\n')) if (line.trim() !== '') options.onMessage?.(line.trim());
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (isEndless) {
      throw new Error(
        'The command line wrote more than any result holds. Does a module of the run write to standard output?',
      );
    }
    return { exitCode, output, messages };
  } finally {
    options.signal.removeEventListener('abort', stop);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** As trainers do it themselves: computing leaves the editor usable. The threads that it starts are as it is. */
function lowerPriorityOf(process: number | undefined): void {
  if (process === undefined) return;
  try {
    const { PRIORITY_BELOW_NORMAL } = os.constants.priority;
    if (os.getPriority(process) < PRIORITY_BELOW_NORMAL) os.setPriority(process, PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: it works all the same.
  }
}
