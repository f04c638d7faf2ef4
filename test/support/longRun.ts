// A run of any length for tests and benchmarks: what its trainer would have written, without the training.

import { open } from 'node:fs/promises';
import path from 'node:path';
import { nextEventFileName } from '../../src/runs/eventFiles.ts';
import { frameRecord } from '../../src/runs/eventRecords.ts';
import { encodeEvent, type Scalar } from '../../src/runs/events.ts';
import { evaluationScalars, iterationScalars } from '../../src/trainer/runFigures.ts';

export interface LongRunExtent {
  readonly iterations: number;
  /** Meta-iterations from one evaluation to the next; one comes before the first. */
  readonly evaluateEvery: number;
}

const writeBytes = 1 << 22;
const evaluationSteps = [0, 1, 2, 3, 5];

/**
 * Adds the event file of one process that trained all of the run. The figures are a falling noisy curve, always the
 * same.
 */
export async function writeLongEvents(directory: string, { iterations, evaluateEvery }: LongRunExtent): Promise<void> {
  const file = await open(path.join(directory, await nextEventFileName(directory)), 'ax');
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const write = async () => {
    await file.writev(pending);
    pending = [];
    pendingBytes = 0;
  };
  const push = (event: Parameters<typeof encodeEvent>[0]) => {
    const record = frameRecord(encodeEvent(event));
    pending.push(record);
    pendingBytes += record.length;
  };
  try {
    push({ kind: 'fileVersion', wallTime: wallTimeAt(0), version: 'brain.Event:2' });
    push({ kind: 'sessionStart', wallTime: wallTimeAt(0), iteration: 0 });
    for (let iteration = 0; iteration <= iterations; iteration++) {
      const wallTime = wallTimeAt(iteration);
      if (iteration > 0) push({ kind: 'scalars', wallTime, iteration, scalars: scalarsOf(iteration) });
      if (iteration % evaluateEvery === 0)
        push({ kind: 'scalars', wallTime, iteration, scalars: evaluationOf(iteration) });
      if (pendingBytes >= writeBytes || pending.length >= 1000) await write();
    }
    if (pending.length > 0) await write();
  } finally {
    await file.close();
  }
}

/** The training loss after adapting at a meta-iteration, before it became a 32-bit float. */
function longRunLoss(iteration: number): number {
  return 3 / (1 + iteration / 5000) + noise(iteration);
}

function scalarsOf(iteration: number): Scalar[] {
  const last = longRunLoss(iteration);
  const event = {
    firstLoss: last + 1,
    lastLoss: last,
    metaStepSize: 1 / (1 + iteration),
    updateNorm: noise(iteration + 1),
  };
  return iterationScalars(event, { iterationsPerSecond: 500 + noise(iteration), workerIdleShare: 0.05 });
}

function evaluationOf(iteration: number): Scalar[] {
  const at = (base: number) => evaluationSteps.map((step) => ({ mean: base + noise(iteration + step), ci95: 0.01 }));
  return evaluationScalars({
    tasks: 100,
    transductive: false,
    steps: evaluationSteps,
    loss: at(longRunLoss(iteration)),
    accuracy: at(1 - 1 / (2 + iteration / 10_000)),
    return: [],
  });
}

function wallTimeAt(iteration: number): number {
  return 1_795_000_000 + iteration / 500;
}

/** Between 0 and 1, the same for the same number. */
function noise(seed: number): number {
  let hash = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
