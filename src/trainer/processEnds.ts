// How a process that carries a run out hears that it is to end, and that it does end: signals, errors that nobody
// handles, a deadline.

import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { areThreadsAlive, endThreads } from '../workers/ownThreads.ts';
import { isStartedByNohup } from './startedByNohup.ts';

/**
 * All ask for the same. The terminal or connection that goes sends SIGHUP; batch systems warn by SIGUSR2; SIGBREAK is
 * Windows' own.
 */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK'] as const;
export type StopSignal = (typeof signals)[number];

/** Long enough for a last word in the manifest, short enough for somebody who asks twice. */
const lastWordMilliseconds = 700;
/** What threads get for their end when the process leaves at once. */
const threadsMilliseconds = 100;
/**
 * What they get when everything else is done: a long computation outside of JavaScript may come to its end meanwhile.
 */
const lastThreadsMilliseconds = 2000;

/** The latest that was heard. */
let heardSignal: StopSignal | undefined;
let isLeaving = false;

/**
 * Hears every signal that asks the process to stop, instead of being ended by it. Under nohup a hangup asks for nothing,
 * and ends nothing. Returns what ends the listening.
 */
export function listenToSignals(hear: (signal: StopSignal) => void): () => void {
  const listen = (signal: StopSignal) => {
    if (!isLeaving) heardSignal = signal;
    hear(signal);
  };
  const isObeyed = (name: StopSignal) => name !== 'SIGHUP' || !isStartedByNohup();
  const listeners = signals.map((name) => ({ name, listener: isObeyed(name) ? listen : () => {} }));
  for (const { name, listener } of listeners) process.on(name, listener);
  return () => {
    for (const { name, listener } of listeners) process.off(name, listener);
  };
}

/** What shells expect of a program that a signal ended. */
export function exitCodeOf(signal: StopSignal): number {
  const numbers: Readonly<Record<string, number>> = os.constants.signals;
  return 128 + (numbers[signal] ?? 0);
}

/** Hears every error that nobody handles, instead of being ended by it. */
export function listenToCrashes(hear: (error: unknown) => void): void {
  process.on('uncaughtException', hear);
  process.on('unhandledRejection', (reason) => hear(reason ?? new Error('A promise was rejected without a reason.')));
}

/** Ends the process within a second, whatever is still at work. */
export function endSoon(exitCode: number): void {
  // Unless it ends before by itself.
  setTimeout(() => void leaveNow(exitCode), lastWordMilliseconds).unref();
}

/**
 * Ends the process now. With an exit code it would wait for its threads, and one that is inside a system call may never
 * end: then the process ends by the signal that asked it to, or by SIGKILL.
 */
export async function leaveNow(exitCode: number): Promise<void> {
  if (isLeaving) return;
  if (!areThreadsAlive() && !isReading()) process.exit(exitCode);
  isLeaving = true;
  // What is at work may come to its own end meanwhile, which is not what was asked for any more.
  process.once('exit', () => {
    process.exitCode = exitCode;
  });
  if ((await endThreads(threadsMilliseconds)) && (await endsReading(threadsMilliseconds))) process.exit(exitCode);
  killItself();
}

/**
 * To be called when all is done and written: a process that then ends by itself does so, but no thread keeps it for
 * ever.
 */
export async function leaveThreadsBehind(): Promise<void> {
  if (areThreadsAlive() && !(await endThreads(lastThreadsMilliseconds))) killItself();
  if (isReading() && !(await endsReading(lastThreadsMilliseconds))) killItself();
}

/**
 * Whether Node's own threads wait for a file system, which may be that of a drive that is gone; leaving would wait for
 * them.
 */
function isReading(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}

/** Whether all that was asked of file systems was answered within `milliseconds`. */
async function endsReading(milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (isReading() && performance.now() < until) await delay(10);
  return !isReading();
}

function killItself(): void {
  if (heardSignal !== undefined) {
    process.removeAllListeners(heardSignal);
    process.kill(process.pid, heardSignal);
  }
  // A signal that does not end a process leaves this one.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), heardSignal === undefined ? 0 : 50);
}
