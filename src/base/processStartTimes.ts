// When processes started, by `ps`, for systems that tell it no other way. Starting it takes milliseconds, and readers of
// many runs ask all the time: what is asked for in the same moment is one call, which keeps nobody else waiting.

import { execFile, execFileSync } from 'node:child_process';
import { setImmediate as endOfMoment } from 'node:timers/promises';
import { findProgram } from './findProgram.ts';

/** Times as `ps` says them, comparable only for equality, by pid; of what has ended there is none. */
type StartTimes = ReadonlyMap<number, string>;

/** So long an answer serves, in milliseconds. */
const answerServesFor = 2000;
/** In milliseconds; a machine on which it takes longer tells nothing. */
const patience = 5000;

/** What the next call will ask. */
let gathering: { readonly pids: number[]; readonly answer: Promise<StartTimes> } | undefined;
let last: Promise<unknown> = Promise.resolve();
const answers = new Map<number, { readonly startedAt: Promise<string | null>; readonly askedAt: number }>();

/** When the calling process started; for its own identity, once. Throws where there is no `ps`. */
export function ownStartTimeByPs(): string | null {
  const text = execFileSync(ps(), psArguments([process.pid]), { encoding: 'utf8', env: psEnvironment() });
  return parseStartTimes(text).get(process.pid) ?? null;
}

/** Null where there is no such process, or `ps` does not tell. */
export function startTimeByPs(pid: number): Promise<string | null> {
  const now = performance.now();
  const known = answers.get(pid);
  if (known !== undefined && now - known.askedAt < answerServesFor) return known.startedAt;
  gathering ??= gather();
  gathering.pids.push(pid);
  const startedAt = gathering.answer.then((times) => times.get(pid) ?? null);
  answers.set(pid, { startedAt, askedAt: now });
  return startedAt;
}

/** One call at a time: while it is at work, the next is gathered. */
function gather(): NonNullable<typeof gathering> {
  const pids: number[] = [];
  const ask = async () => {
    await endOfMoment();
    gathering = undefined;
    const times = await askPs(pids);
    const now = performance.now();
    for (const [pid, { askedAt }] of answers) if (now - askedAt >= answerServesFor) answers.delete(pid);
    return times;
  };
  const answer = last.then(ask);
  last = answer;
  return { pids, answer };
}

/** It fails where one of the processes has ended, and tells of the others all the same. */
function askPs(pids: readonly number[]): Promise<StartTimes> {
  return new Promise((resolve) => {
    const options = { encoding: 'utf8', env: psEnvironment(), timeout: patience } as const;
    execFile(ps(), psArguments(pids), options, (_, text) => resolve(parseStartTimes(text)));
  });
}

function ps(): string {
  return findProgram('ps') ?? '/bin/ps';
}

function psArguments(pids: readonly number[]): string[] {
  return ['-o', 'pid=,lstart=', '-p', pids.join(',')];
}

/** Its words differ by language and place otherwise. */
function psEnvironment(): NodeJS.ProcessEnv {
  return { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH };
}

function parseStartTimes(text: string): StartTimes {
  const times = new Map<number, string>();
  for (const [, pid, time] of text.matchAll(/^ *(\d+) +(\S.*?) *$/gm)) times.set(Number(pid), time ?? '');
  return times;
}
