// Child processes of the campaigns: ended by a time limit, watched for their memory, and never left behind.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly messages: string;
  /** Largest resident memory that was seen, in bytes. */
  readonly peakBytes: number;
  /** Ended by us because it took too much time or memory. */
  readonly endedFor: 'time' | 'memory' | undefined;
}

export interface Limits {
  readonly milliseconds: number;
  readonly bytes: number;
  /** It is asked to stop (SIGTERM) after this time, and has to end within `milliseconds` from then on. */
  readonly stopAfterMilliseconds?: number;
}

const running = new Set<ChildProcess>();
const lookEveryMilliseconds = 25;
/** What a process may write before the rest is dropped. */
const longestText = 4 << 20;

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A signal alone would end this process without a word to its children. */
export function endChildrenWhenInterrupted(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

export function startProcess(
  words: readonly string[],
  options: { folder: string; environment: NodeJS.ProcessEnv; stdin?: 'ignore' | 'pipe' },
): ChildProcess {
  const child = spawn(process.execPath, words, {
    cwd: options.folder,
    env: options.environment,
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Waits for its end, or ends it. */
export async function endOf(child: ChildProcess, limits: Limits): Promise<Ended> {
  let output = '';
  let messages = '';
  let peakBytes = 0;
  let endedFor: Ended['endedFor'];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < longestText) output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (messages.length < longestText) messages += text;
  });
  const endFor = (reason: 'time' | 'memory') => {
    endedFor ??= reason;
    child.kill('SIGKILL');
  };
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakMemoryOf(child.pid));
    if (peakBytes > limits.bytes) endFor('memory');
  }, lookEveryMilliseconds);
  const stopAfter = limits.stopAfterMilliseconds ?? 0;
  const stopping = stopAfter > 0 ? setTimeout(() => child.kill('SIGTERM'), stopAfter) : undefined;
  const timeout = setTimeout(() => endFor('time'), stopAfter + limits.milliseconds);
  try {
    const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, name) => resolve([code, name]));
    });
    return { exitCode, signal, output, messages, peakBytes, endedFor };
  } finally {
    clearInterval(watching);
    clearTimeout(stopping);
    clearTimeout(timeout);
  }
}

/** Peak resident memory since the last `forgetPeakMemory`, in bytes; 0 where the system does not say. */
export function peakMemoryOf(pid: number | undefined): number {
  return memoryLine(pid, 'VmHWM');
}

/** Resident memory now, in bytes; 0 where the system does not say. */
export function memoryOf(pid: number | undefined): number {
  return memoryLine(pid, 'VmRSS');
}

export function forgetPeakMemory(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Then peaks are those of the process's whole life.
  }
}

function memoryLine(pid: number | undefined, name: string): number {
  try {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export function isProcessThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
