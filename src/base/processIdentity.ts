// Which process has something, and whether it still lives: a pid alone may since belong to another process. Said in a
// file, or in the name of one.

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import { ownStartTimeByPs, startTimeByPs } from './processStartTimes.ts';
import { hasCode } from './systemErrors.ts';

/** Tells a process from every other one, as far as its system can. */
export interface ProcessIdentity {
  /** What its machine is called. */
  readonly host: string;
  readonly pid: number;
  /** When the system says that it started, comparable only for equality; null where it does not tell. */
  readonly startedAt: string | null;
}

let own: ProcessIdentity | undefined;

/** The identity of the calling process. */
export function currentProcess(): ProcessIdentity {
  own ??= { host: os.hostname(), pid: process.pid, startedAt: ownStartTime() };
  return own;
}

/**
 * Whether the process lives; undefined where that cannot be told from here: it belongs to another machine or container
 * (which may bear the same name), or the system does not say whether its pid has since gone to another process. Then
 * its heartbeat has to tell.
 */
export async function isAlive({ host, pid, startedAt }: ProcessIdentity): Promise<boolean | undefined> {
  if (!isOfThisSystem({ host, startedAt })) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Otherwise it exists and belongs to somebody else.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const now = startedAt === null ? null : await startTimeOf(pid);
  return now === null ? undefined : now === startedAt;
}

/** The system's word for when a process started, comparable only for equality; null where the system does not tell. */
async function startTimeOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return startTimeByProc(pid);
  return process.platform === 'win32' ? null : startTimeByPs(pid);
}

function ownStartTime(): string | null {
  if (process.platform === 'linux') return startTimeByProc(process.pid);
  if (process.platform === 'win32') return null;
  try {
    return ownStartTimeByPs();
  } catch {
    return null;
  }
}

function startTimeByProc(pid: number): string | null {
  try {
    return `${linuxSystem()} ${linuxStartTime(pid)}`;
  } catch {
    return null;
  }
}

/**
 * Whether a process that says so of itself is, or was, one of this machine since it was started. On Linux start times
 * begin with the boot and the container that their pids are counted in; elsewhere only names of machines tell.
 */
export function isOfThisSystem({ host, startedAt }: Pick<ProcessIdentity, 'host' | 'startedAt'>): boolean {
  if (host !== os.hostname()) return false;
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

/** What `ownMark` gives. */
export const shapeOfMark = /[0-9a-f]{12}-[1-9]\d{0,9}-[0-9a-f]{8}/;
const untold = '0'.repeat(8);
let mark: string | undefined;

/** Tells the calling process, in the name of what it makes: the system and the start as digests, since names are short. */
export function ownMark(): string {
  mark ??= `${systemMark(currentProcess())}-${process.pid}-${startMark(currentProcess().startedAt)}`;
  return mark;
}

/** Whether the process whose mark that is has ended; false where that cannot be told from here, as of another machine. */
export async function hasEnded(ofProcess: string): Promise<boolean> {
  const [system, pid, start] = ofProcess.split('-');
  if (system !== ownMark().split('-')[0]) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return true;
  }
  const now = start === untold ? null : await startTimeOf(Number(pid));
  return now !== null && startMark(now) !== start;
}

function systemMark({ host, startedAt }: ProcessIdentity): string {
  if (process.platform !== 'linux') return digestOf(host, 12);
  // Of a system that does not tell itself from others of its name nobody can say that it was there.
  return digestOf(startedAt === null ? randomUUID() : `${host} ${linuxSystem()}`, 12);
}

function startMark(startedAt: string | null): string {
  return startedAt === null ? untold : digestOf(startedAt, untold.length);
}

function digestOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** Clock ticks since boot; a zombie, which has ended but was not waited for, has none. */
function linuxStartTime(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold spaces and parentheses; fields are counted after its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
}
