// Which process works on a run, and whether it still lives: a pid alone may since belong to another process.

import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import type { RunProcess } from './manifest.ts';
import { hasCode } from './systemErrors.ts';

let own: RunProcess | undefined;

/** The identity of the calling process. */
export function currentProcess(): RunProcess {
  own ??= { host: os.hostname(), pid: process.pid, startedAt: startTimeOf(process.pid) };
  return own;
}

/** Whether a process lives; undefined where that cannot be told: on another machine, or where the system keeps start times to itself. */
export function isAlive({ host, pid, startedAt }: RunProcess): boolean | undefined {
  if (host !== os.hostname()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startedAt === null ? null : startTimeOf(pid);
  return now === null ? undefined : now === startedAt;
}

/** The system's word for when a process started, comparable only for equality; null where the system does not tell. */
function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return linuxStartTime(pid);
    if (process.platform === 'win32') return null;
    return askForStartTime(pid);
  } catch {
    return null;
  }
}

/** Clock ticks since boot, with the boot's id; a zombie, which has ended but was not waited for, has none. */
function linuxStartTime(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold spaces and parentheses; fields are counted after its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return 'ended';
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${fields[19] ?? ''}`;
}

const answers = new Map<number, { readonly startedAt: string | null; readonly askedAt: number }>();

/** Starting `ps` takes milliseconds, and readers ask several times a second: an answer serves for two seconds. */
function askForStartTime(pid: number): string | null {
  const known = answers.get(pid);
  if (known !== undefined && performance.now() - known.askedAt < 2000) return known.startedAt;
  const time = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH },
  }).trim();
  const startedAt = time === '' ? null : time;
  answers.set(pid, { startedAt, askedAt: performance.now() });
  return startedAt;
}
