// Threads that have a gate, and the way into zlib for whoever may run in one: through its own gate, and through those of
// the threads that started it, since they take it with them when they end.

import { getEnvironmentData, setEnvironmentData, Worker, type WorkerOptions } from 'node:worker_threads';
import { ThreadGate } from './threadGate.ts';

export interface GatedThread {
  readonly worker: Worker;
  /** To be shut before the thread is ended; undefined where threads share no memory. */
  readonly gate: ThreadGate | undefined;
}

/** Threads inherit what is kept under it. */
const gatesKey = 'reptile-lab gates';

/** Of this thread and of those above it, the outermost first; none in the thread of the process itself. */
const gatesHere = wordsHere().map((word) => new ThreadGate(word));
let isInside = false;

function wordsHere(): readonly Int32Array[] {
  const kept: unknown = getEnvironmentData(gatesKey);
  return Array.isArray(kept) ? kept.filter((word) => word instanceof Int32Array) : [];
}

/** Starts a thread. */
export function startGatedThread(program: string, options: WorkerOptions): GatedThread {
  if (typeof SharedArrayBuffer !== 'function') return { worker: new Worker(program, options), gate: undefined };
  const gate = new ThreadGate();
  setEnvironmentData(gatesKey, [...gatesHere.map(({ word }) => word), gate.word]);
  let worker: Worker;
  try {
    worker = new Worker(program, options);
  } finally {
    setEnvironmentData(
      gatesKey,
      gatesHere.map(({ word }) => word),
    );
  }
  gate.watch();
  worker.once('exit', () => gate.forget());
  return { worker, gate };
}

/**
 * Does what makes a stream of zlib's, which must be synchronous as far as it does. Does not return where this thread is
 * being ended.
 */
export function whileNotEnded<Result>(work: () => Result): Result {
  if (isInside) return work();
  const enter = ([outermost, ...others]: readonly ThreadGate[]): Result =>
    outermost === undefined ? work() : outermost.pass(() => enter(others));
  isInside = true;
  try {
    return enter(gatesHere);
  } finally {
    isInside = false;
  }
}
