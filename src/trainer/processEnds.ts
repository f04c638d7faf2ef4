// How a process that carries a run out hears that it is to end, and that it does end: signals, errors that nobody handles, a deadline.

import os from 'node:os';

/** All ask for the same. The terminal or connection that goes sends SIGHUP; batch systems warn by SIGUSR2; SIGBREAK is Windows' own. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK'] as const;
export type StopSignal = (typeof signals)[number];

/** Long enough for a last word in the manifest, short enough for somebody who asks twice. */
const lastWordMilliseconds = 700;

/** Hears every signal that asks the process to stop, instead of being ended by it. Returns what ends that. */
export function listenToSignals(hear: (signal: StopSignal) => void): () => void {
  for (const name of signals) process.on(name, hear);
  return () => {
    for (const name of signals) process.off(name, hear);
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
  setTimeout(() => process.exit(exitCode), lastWordMilliseconds).unref();
}
