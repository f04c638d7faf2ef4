// What a page takes of the machine: the time of its own thread, whoever else is at work, and its memory.

import type { Page } from 'playwright-core';
import * as z from 'zod';

/** Seconds that the page's own thread has computed so far, whoever else is at work on the machine. */
export async function watchThread(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () =>
    (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

/** Megabytes that the page's scripts hold, with the data of its typed arrays, after a collection. */
export async function heapOf(page: Page): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.enable');
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = usageSchema.parse(await client.send('Runtime.getHeapUsage'));
  return (usedSize + backingStorageSize) / 1e6;
}

const usageSchema = z.object({ usedSize: z.number(), backingStorageSize: z.number().optional() });
