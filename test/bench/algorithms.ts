// The algorithms of examples/comparison on the same tasks, each trained with several seeds: what the choice of a seed
// makes of a figure, beside what the choice of tasks does.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { installationFolder } from '../../src/base/installation.ts';
import { meanOverSeeds } from '../../src/meta/seedInterval.ts';
import { meanOf } from '../../src/meta/statistics.ts';
import { runCli } from '../support/builtCli.ts';
import type { BenchRow } from './report.ts';
import { withTemporaryFolder } from './temporaryFolder.ts';

const seeds = [0, 1, 2, 3, 4] as const;
/** The first held-out tasks are those that one algorithm's settings were chosen on. */
const firstTask = 2;

/** What a row's figure is measured by: sine waves by their loss, images by accuracy in per cent. */
const comparisons = {
  sine: { innerSteps: [5, 32], quantity: 'loss', unit: '', scale: 1 },
  omniglot: { innerSteps: [undefined], quantity: 'accuracy', unit: '%', scale: 100 },
} as const;
export type ComparedDomain = keyof typeof comparisons;

const figures = z.object({
  loss: z.number(),
  lossCi95: z.number(),
  accuracy: z.number().nullable().optional(),
  accuracyCi95: z.number().nullable().optional(),
});

/**
 * Rows of the group `algorithms`: the mean over seeds, and half its 95 % interval over seeds by Student's t. Sine waves
 * take about a quarter of an hour on one processor, Omniglot some hours. Needs a build, and for Omniglot its data.
 */
export async function benchAlgorithms(domain: ComparedDomain): Promise<BenchRow[]> {
  const folder = path.join(installationFolder, 'examples', 'comparison');
  const files = (await readdir(folder)).filter((name) => name.startsWith(`${domain}-`));
  const rows: BenchRow[] = [];
  for (const file of files) {
    const measured = await withTemporaryFolder(async (runs) => {
      const ofSeeds = [];
      for (const seed of seeds) ofSeeds.push(await measureSeed(path.join(folder, file), seed, runs, domain));
      return ofSeeds;
    });
    comparisons[domain].innerSteps.forEach((innerSteps, index) => {
      const ofStep = measured.flatMap((figuresOfSeed) => figuresOfSeed[index] ?? []);
      rows.push(
        rowOf(
          `${path.basename(file, '.reptile.json')}${innerSteps === undefined ? '' : `, ${innerSteps} steps`}`,
          ofStep,
          domain,
        ),
      );
    });
  }
  return rows;
}

interface SeedFigure {
  readonly value: number;
  /** Over tasks. */
  readonly ci95: number;
}

async function measureSeed(file: string, seed: number, folder: string, domain: ComparedDomain): Promise<SeedFigure[]> {
  const runs = path.join(folder, String(seed));
  await succeed(['train', file, '--runs', runs, '--workers', '1', '--set', `seed=${seed}`]);
  const measured: SeedFigure[] = [];
  const { innerSteps, quantity, scale } = comparisons[domain];
  for (const steps of innerSteps) {
    const asked = steps === undefined ? [] : ['--inner-steps', String(steps)];
    const words = ['eval', 'latest', '--runs', runs, '--tasks', '1000', '--first-task', String(firstTask), '--json'];
    const line = figures.parse(JSON.parse(await succeed([...words, ...asked])));
    const [value, ci95] =
      quantity === 'loss' ? [line.loss, line.lossCi95] : [line.accuracy ?? Number.NaN, line.accuracyCi95 ?? Number.NaN];
    measured.push({ value: value * scale, ci95: ci95 * scale });
  }
  return measured;
}

async function succeed(words: readonly string[]): Promise<string> {
  const { exitCode, output, messages } = await runCli(words, { folder: installationFolder });
  if (exitCode !== 0) throw new Error(`reptile-lab ${words.join(' ')}: ${messages}`);
  return output;
}

function rowOf(name: string, ofSeeds: readonly SeedFigure[], domain: ComparedDomain): BenchRow {
  const values = ofSeeds.map(({ value }) => value);
  const { mean, ci95 } = meanOverSeeds(values);
  const overTasks = meanOf(ofSeeds.map(({ ci95 }) => ci95));
  return {
    group: 'algorithms',
    name,
    value: mean,
    unit: comparisons[domain].unit,
    columns: { '± over seeds': ci95, '± over tasks': overTasks },
    note: `seeds ${seeds.join(', ')}: ${values.map((value) => value.toPrecision(3)).join(', ')}`,
  };
}
