// The threads of this process that run what a user wrote. One that waits inside a system call cannot be ended, only
// left behind.

import type { Worker, WorkerOptions } from 'node:worker_threads';
import { startGatedThread } from '../base/gatedThread.ts';
import type { ThreadGate } from '../base/threadGate.ts';
import { TaskError } from '../tasks/taskError.ts';
import { tellOutput } from './threadOutput.ts';

/** Far longer than a thread takes that computes, and short enough for somebody who waits for the run's last word. */
const patienceMilliseconds = 200;

const alive = new Map<Worker, ThreadGate | undefined>();

/** Starts a thread that `endThreads` knows of, too. What it prints goes to standard error. */
export function startThread(program: string, options: Omit<WorkerOptions, 'stdout' | 'stderr'>): Worker {
  const { worker, gate } = startGatedThread(program, { ...options, stdout: true, stderr: true });
  tellOutput(worker);
  alive.set(worker, gate);
  worker.once('exit', () => alive.delete(worker));
  return worker;
}

/** Ends a thread. Resolves when it has ended, or does not within a moment: then it is left behind. */
export async function endThread(worker: Worker): Promise<void> {
  await unlessLate(end(worker, patienceMilliseconds / 2), patienceMilliseconds);
}

export function areThreadsAlive(): boolean {
  return alive.size > 0;
}

/** Ends every thread, and nobody hears of that. Returns whether all have ended within `milliseconds`. */
export async function endThreads(milliseconds: number): Promise<boolean> {
  const ends = [...alive.keys()].map((worker) => {
    worker.removeAllListeners();
    worker.on('error', () => {});
    worker.once('exit', () => alive.delete(worker));
    return end(worker, milliseconds / 2);
  });
  await unlessLate(Promise.all(ends), milliseconds);
  return !areThreadsAlive();
}

/** @param patience for what it unpacks */
async function end(worker: Worker, patience: number): Promise<void> {
  await alive.get(worker)?.shut(patience);
  await worker.terminate();
}

async function unlessLate(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a thread failed with: an error that comes from another thread has lost its class. */
export function asTaskError(error: unknown): unknown {
  return error instanceof Error && error.name === 'TaskError' ? new TaskError(error.message, { cause: error }) : error;
}
