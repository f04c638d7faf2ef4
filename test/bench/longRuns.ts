// What a long run takes of the process that reads it: the panel when it is opened and shown again, and a trainer that
// resumes it.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeLongEvents } from '../support/longRun.ts';
import { newTestRun } from '../support/newTestRun.ts';
import type { ProbeReading } from './longRunProbe.ts';
import type { BenchRow } from './report.ts';
import { withTemporaryFolder } from './temporaryFolder.ts';

const lengths = [10_000, 100_000, 1_000_000, 2_500_000] as const;
const evaluateEvery = 1000;
const probe = fileURLToPath(new URL('./longRunProbe.ts', import.meta.url));
const goal = 'goal for 1,000,000: 2 s, 150 MB, 50 ms';

/** Rows of three groups, one of each for each length; takes some minutes and a gigabyte of the temporary folder. */
export async function benchLongRuns(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const iterations of lengths) {
    await withTemporaryFolder(async (folder) => {
      const directory = await newTestRun(folder, {
        state: 'stopped',
        iteration: iterations,
        metaIterations: 2 * iterations,
      });
      await writeLongEvents(directory, { iterations, evaluateEvery });
      const { open, showAgain } = await readIn<{ open: ProbeReading; showAgain: ProbeReading }>('panel', directory);
      const { resume } = await readIn<{ resume: ProbeReading }>('resume', directory);
      rows.push(
        rowOf('long runs, panel opened', iterations, open, goal),
        rowOf('long runs, panel hidden and shown', iterations, showAgain),
        rowOf('long runs, resumed', iterations, resume),
      );
    });
  }
  return rows;
}

function rowOf(group: string, iterations: number, reading: ProbeReading, note?: string): BenchRow {
  return {
    group,
    name: `${iterations.toLocaleString('en-US')} meta-iterations`,
    value: reading.seconds,
    unit: 's',
    columns: {
      'processors at work, s': reading.processorSeconds,
      'longest block, ms': reading.longestBlockMilliseconds,
      'resident, MB': reading.peakResidentMegabytes,
      'heap, MB': reading.peakHeapMegabytes,
    },
    ...(note === undefined ? {} : { note }),
  };
}

async function readIn<Readings>(mode: 'panel' | 'resume', directory: string): Promise<Readings> {
  const words = ['--import', 'tsx', '--expose-gc', probe, mode, directory];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout);
}
