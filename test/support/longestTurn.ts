// How long work holds the thread at a time, and how much memory it takes meanwhile.

import { getHeapStatistics } from 'node:v8';

export interface Strain {
  /** Of the longest turn of the event loop: what others did on this machine meanwhile does not count. */
  readonly milliseconds: number;
  /** At the end of a turn, beyond what there was before, with what nobody needs any more. */
  readonly peakBytes: number;
}

/** Of work that ends by itself. */
export async function strainOf(work: () => Promise<void>): Promise<Strain> {
  const before = bytesInUse();
  let [milliseconds, peakBytes] = [0, 0];
  let [time, busy] = [performance.now(), processorTime()];
  let isOver = false;
  const note = () => {
    const [nowTime, nowBusy] = [performance.now(), processorTime()];
    milliseconds = Math.max(milliseconds, Math.min(nowTime - time, nowBusy - busy));
    peakBytes = Math.max(peakBytes, bytesInUse() - before);
    [time, busy] = [performance.now(), processorTime()];
  };
  const pulse = () => {
    note();
    if (!isOver) setImmediate(pulse);
  };
  setImmediate(pulse);
  try {
    await work();
    note();
  } finally {
    isOver = true;
  }
  return { milliseconds, peakBytes };
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function bytesInUse(): number {
  const { used_heap_size: heap, external_memory: beside } = getHeapStatistics();
  return heap + beside;
}
