// What it takes to open logs of other programs: folders of five hundred runs, and single logs of a million points.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { drawSeries, type OtherFormat, writeRun } from '../support/otherPrograms.ts';
import type { ForeignLogsReading } from './foreignLogsProbe.ts';
import type { BenchRow } from './report.ts';
import { withTemporaryFolder } from './temporaryFolder.ts';

const formats: readonly OtherFormat[] = ['dvclive', 'mlflow', 'wandb'];
const [runs, stepsOfRun, points] = [500, 100, 1_000_000];
const rounds = 5;
const probe = fileURLToPath(new URL('./foreignLogsProbe.ts', import.meta.url));

/** A row of each of two groups for each format; takes some minutes. */
export async function benchForeignLogs(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const format of formats) {
    const many = await measure(format, async (folder) => {
      const random = xoroshiro128plus(1);
      for (let run = 0; run < runs; run++)
        await writeRun(runFolder(folder, run), format, drawSeries(random, stepsOfRun));
    });
    rows.push(rowOf(`logs of other programs, ${runs} runs`, format, many, 'goal: 1 s'));
    const long = await measure(format, (folder) =>
      writeRun(runFolder(folder, 0), format, { loss: Array.from({ length: points }, (_, step) => 1 / (step + 1)) }),
    );
    rows.push(rowOf('logs of other programs, a million points, one a step', format, long, 'goal: 2 s'));
  }
  return rows;
}

/** A process each, and all of one folder: what the system keeps of its files it keeps of all but the first. */
async function measure(
  format: OtherFormat,
  write: (folder: string) => Promise<void>,
): Promise<readonly ForeignLogsReading[]> {
  return withTemporaryFolder(async (folder) => {
    console.error(`  logs of ${format} …`);
    const one = path.join(folder, 'one');
    await writeRun(runFolder(one, 0), format, { loss: [1] });
    const measured = path.join(folder, 'measured');
    await write(measured);
    const readings: ForeignLogsReading[] = [];
    for (let round = 0; round < rounds; round++) {
      const words = ['--import', 'tsx', probe, one, measured];
      const { stdout } = await promisify(execFile)(process.execPath, words);
      readings.push(JSON.parse(stdout));
    }
    return readings;
  });
}

/** As W&B calls it: others take any name. */
function runFolder(folder: string, run: number): string {
  return path.join(folder, `offline-run-20260101_000000-${String(run).padStart(8, '0')}`);
}

function rowOf(group: string, name: string, readings: readonly ForeignLogsReading[], note: string): BenchRow {
  const medianOf = (figureOf: (reading: ForeignLogsReading) => number) =>
    readings.map(figureOf).sort((a, b) => a - b)[readings.length >> 1] ?? Number.NaN;
  return {
    group,
    name,
    unit: 's',
    value: medianOf(({ processorSeconds }) => processorSeconds),
    rounds: readings.map(({ processorSeconds }) => processorSeconds),
    columns: {
      'until all are read, s': medianOf(({ seconds }) => seconds),
      'longest block, ms': medianOf(({ longestBlockMilliseconds }) => longestBlockMilliseconds),
      'looked at again, of processors, s': medianOf(({ againProcessorSeconds }) => againProcessorSeconds),
      runs: medianOf((reading) => reading.runs),
      points: medianOf((reading) => reading.points),
    },
    note: `of processors; ${note}`,
  };
}
