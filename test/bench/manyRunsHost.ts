// What an extension host takes in a real window on a folder of runs, beside one on a folder that holds none.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { UnavailableError } from '../../scripts/vscode/pinnedVersions.ts';
import { writeManyRuns } from '../support/manyRuns.ts';
import type { BenchRow } from './report.ts';
import { measureInWindow } from './windowsMeasured.ts';

const probe = {
  name: 'manyRunsHostProbe',
  resultVariable: 'REPTILE_LAB_MANY_RUNS_FILE',
  timeoutMilliseconds: 600_000,
} as const;
const group = 'many runs, the extension host of a real window, more than with none';

const readingSchema = z.object({
  heapMegabytes: z.number(),
  /** Before anything is collected that would not have been. */
  residentWhenReadMegabytes: z.number(),
  residentMegabytes: z.number(),
  processorSeconds: z.number(),
  /** Of a core, in percent. */
  idlePercent: z.number(),
});
export type HostReading = z.infer<typeof readingSchema>;

/** None, with a word, where VS Code cannot be had. A window takes some minutes on a busy machine. */
export async function benchManyRunsInHost(counts: readonly number[]): Promise<BenchRow[]> {
  try {
    const none = await readingOf(0);
    const rows: BenchRow[] = [];
    for (const count of counts) rows.push(rowOf(count, await readingOf(count), none));
    return rows;
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    console.warn(`The extension host is not measured: ${error.message}`);
    return [];
  }
}

function rowOf(count: number, reading: HostReading, none: HostReading): BenchRow {
  return {
    group,
    name: `${count.toLocaleString('en-US')} runs`,
    unit: 'MB',
    value: reading.heapMegabytes - none.heapMegabytes,
    columns: {
      'resident when all is read, MB': reading.residentWhenReadMegabytes - none.residentWhenReadMegabytes,
      'resident, MB': reading.residentMegabytes - none.residentMegabytes,
      'processor until all is read, s': reading.processorSeconds - none.processorSeconds,
      'idle, % of a core': reading.idlePercent - none.idlePercent,
      'heap with none, MB': none.heapMegabytes,
    },
    note: 'heap and buffers, after collection; goal for 10,000: 150 MB; 1 %',
  };
}

async function readingOf(count: number): Promise<HostReading> {
  console.error(`  a window on ${count} runs, of a minute or two …`);
  const measured = await measureInWindow(probe, async (folder) => {
    const workspace = path.join(folder, 'workspace');
    const runsFolder = path.join(workspace, '.reptile', 'runs');
    await mkdir(runsFolder, { recursive: true });
    await writeFile(path.join(workspace, 'README.md'), 'A folder of runs.\n');
    if (count > 0) await writeManyRuns(runsFolder, count);
    return workspace;
  });
  return readingSchema.parse(measured);
}
