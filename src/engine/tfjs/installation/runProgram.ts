// Runs a program to its end, line by line, so that it can be cancelled together with everything that it started.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endProcessTree } from '../../../base/endProcessTree.ts';

export interface ProgramRun {
  /** Absolute path, as `findProgram` gives it. */
  readonly program: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  /** Hears every line of both outputs as it comes. */
  readonly onLine: (line: string) => unknown;
}

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly lines: readonly string[] }
  | { readonly kind: 'killed'; readonly by: NodeJS.Signals; readonly lines: readonly string[] }
  | { readonly kind: 'cancelled' };

/** Lines that are kept for whoever has to say why the program failed. */
const keptLines = 500;

/** Between asking a program to end and ending it. */
const graceMilliseconds = 2000;

/** Rejects with the system's error when the program cannot be started. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  if (run.signal.aborted) return { kind: 'cancelled' };
  const isScript = /\.(cmd|bat)$/i.test(run.program);
  const child = spawn(isScript ? `"${run.program}"` : run.program, run.words, {
    cwd: run.folder,
    env: { ...run.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // Windows starts .cmd files through its shell only.
    shell: isScript,
    // A process group of its own can be ended as a whole.
    detached: process.platform !== 'win32',
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    run.onLine(line);
  };
  forEachLine(child.stdout, keep);
  forEachLine(child.stderr, keep);
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
    endWithChildren(child);
  };
  run.signal.addEventListener('abort', cancel, { once: true });
  try {
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...end) => resolve(end));
    });
    if (cancelled) return { kind: 'cancelled' };
    return by === null ? { kind: 'exited', code: code ?? 0, lines } : { kind: 'killed', by, lines };
  } finally {
    run.signal.removeEventListener('abort', cancel);
  }
}

function forEachLine(stream: Readable, use: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', use);
}

function endWithChildren(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    void endProcessTree(pid);
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMilliseconds);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}
