// How much memory a run's trainer will take at most: its process, its data, and a thread for each of its workers.

import type { TaskData } from '../../tasks/createTaskDistribution.ts';

/** What was found out where a run was tried, in bytes. */
export interface MeasuredMemory {
  /** Of one worker. */
  readonly learner: number;
  /** Pixels and the like of its data, which all threads share. */
  readonly shared: number;
  /** What each thread has a copy of. */
  readonly copied: number;
}

/** Bytes that the values of some data take, without what the engine keeps beside each. */
export function memoryOfData(data: TaskData): Pick<MeasuredMemory, 'shared' | 'copied'> {
  const seen = new Set<unknown>();
  const total = { shared: 0, copied: 0 };
  const open: object[] = [];
  const note = (value: unknown) => {
    if (typeof value === 'string') total.copied += bytesOfString + value.length;
    else if (typeof value === 'number') total.copied += bytesOfNumber;
    else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      open.push(value);
    }
  };
  note(data);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (ArrayBuffer.isView(value)) note(value.buffer);
    else if (value instanceof ArrayBuffer) total.copied += value.byteLength;
    else if (isShared(value)) total.shared += value.byteLength;
    else {
      total.copied += bytesOfObject;
      for (const part of partsOf(value)) note(part);
    }
  }
  return total;
}

function partsOf(value: object): Iterable<unknown> {
  return Array.isArray(value) || value instanceof Map || value instanceof Set ? value : Object.values(value);
}

const bytesOfString = 24;
const bytesOfNumber = 8;
const bytesOfObject = 64;

function isShared(value: object): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
}

/** Node with its modules and its heap; a thread's own; what files were read and decoded with. */
const bytesOf = { process: 95e6, thread: 25e6, reading: 30e6 };
/** What a thread's garbage grows to before it is collected, where its tasks are more than a few numbers. */
const bytesOfGarbage = 25e6;
const smallLearner = 2e6;
/** The compiler of a user's module stays in the threads that import it, and the first is one that only describes tasks. */
const bytesOfModule = { process: 50e6, thread: 20e6 };

export interface RunInMemory {
  readonly workers: number;
  /** What its workers share of parameters and results. */
  readonly betweenWorkers: number;
  readonly isModule: boolean;
}

/** Resident bytes of a trainer, at most: as trainers of all examples were seen to take, see `test/bench/estimates.ts`. */
export function memoryOfRun(
  { workers, betweenWorkers, isModule }: RunInMemory,
  { learner, shared, copied }: MeasuredMemory,
): number {
  const ofProcess = bytesOf.process + (isModule ? bytesOfModule.process : 0) + (shared > 0 ? bytesOf.reading : 0);
  const garbage = learner > smallLearner ? bytesOfGarbage : 0;
  const ofThread = bytesOf.thread + (isModule ? bytesOfModule.thread : 0) + garbage + copied + learner;
  return ofProcess + shared + copied + betweenWorkers + workers * ofThread;
}
