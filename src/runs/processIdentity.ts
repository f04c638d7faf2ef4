// Which process works on a run, and whether it still lives: a pid alone may since belong to another process.

import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import { hasCode } from '../base/systemErrors.ts';
import type { RunProcess } from './manifest.ts';

let own: RunProcess | undefined;

/** The identity of the calling process. */
export function currentProcess(): RunProcess {
  own ??= { host: os.hostname(), pid: process.pid, startedAt: startTimeOf(process.pid) };
  return own;
}

/**
 * Whether the process lives; undefined where that cannot be told from here: it belongs to another machine or container
 * (which may bear the same name), or the system does not say whether its pid has since gone to another process. Then
 * its heartbeat has to tell.
 */
export function isAlive({ host, pid, startedAt }: RunProcess): boolean | undefined {
  if (host !== os.hostname() || !isOfThisSystem(startedAt)) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Otherwise it exists and belongs to somebody else.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const now = startedAt === null ? null : startTimeOf(pid);
  return now === null ? undefined : now === startedAt;
}

/** The system's word for when a process started, comparable only for equality; null where the system does not tell. */
function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return `${linuxSystem()} ${linuxStartTime(pid)}`;
    if (process.platform === 'win32') return null;
    return askForStartTime(pid);
  } catch {
    return null;
  }
}

/** On Linux start times begin with the boot and the container that their pids are counted in. */
function isOfThisSystem(startedAt: string | null): boolean {
  if (process.platform !== 'linux' || startedAt === null) return true;
  try {
    return startedAt.startsWith(`${linuxSystem()} `);
  } catch {
    return false;
  }
}

let system: string | undefined;

function linuxSystem(): string {
  system ??= `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  return system;
}

/** Clock ticks since boot; a zombie, which has ended but was not waited for, has none. */
function linuxStartTime(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold spaces and parentheses; fields are counted after its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
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
