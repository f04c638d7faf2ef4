// How often the 95 % interval of a mean over tasks holds the mean of all tasks, beside mean ± 1.96 standard errors:
// figures of many held-out tasks are drawn from again and again.

import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../src/engine/random.ts';
import { applyOverrides } from '../../src/experiment/applyOverrides.ts';
import { presets } from '../../src/experiment/presets.ts';
import type { Quantity } from '../../src/experiment/quantities.ts';
import { type MeanWithInterval, meanWithInterval, valueKindOf } from '../../src/meta/interval.ts';
import { meanOf, standardDeviation } from '../../src/meta/statistics.ts';
import { findEvaluations, readEvaluation } from '../../src/runs/evaluations.ts';
import { runCli } from '../support/builtCli.ts';
import { noticeWords } from '../support/noticeWords.ts';
import type { BenchRow } from './report.ts';
import { withTemporaryFolder } from './temporaryFolder.ts';

const simulations = 10_000;
const taskCounts = [5, 10, 20, 50, 100, 200] as const;

interface Population {
  readonly name: string;
  readonly quantity: Quantity;
  /** A figure of each task. */
  readonly values: readonly number[];
}

/** Rows of the group `intervals`; takes some minutes, most of them to measure the tasks. Needs a build. */
export async function benchIntervals(): Promise<BenchRow[]> {
  return (await measurePopulations()).flatMap(({ name, quantity, values }) => {
    const kind = valueKindOf(quantity);
    const truth = meanOf(values);
    return taskCounts.map((tasks): BenchRow => {
      const [own, normal] = [
        coverageOf(values, tasks, truth, (drawn) => meanWithInterval(drawn, kind)),
        coverageOf(values, tasks, truth, normalInterval),
      ];
      return {
        group: 'intervals',
        name: `${name}, ${tasks} tasks`,
        value: own.share * 100,
        unit: '%',
        columns: { '1.96 standard errors (%)': normal.share * 100, 'times as wide': own.width / normal.width },
        note: `held ${simulations.toLocaleString('en-US')} times drawn from ${values.length.toLocaleString('en-US')} tasks`,
      };
    });
  });
}

/** Figures of tasks after adaptation and before it, of two presets in their own training. */
async function measurePopulations(): Promise<Population[]> {
  const sine = await measureTasks('sine-regression', [], 20_000);
  const digits = await measureTasks('mnist-digits', ['algorithm.metaIterations=200'], 1500);
  return [
    ...populations('sine loss', 'loss', sine),
    ...populations('digits accuracy', 'accuracy', digits),
    ...populations('digits loss', 'loss', digits),
  ];

  function populations(name: string, quantity: Quantity, tasks: readonly TaskValues[]): Population[] {
    const figures = tasks.find((ofTasks) => ofTasks.quantity === quantity);
    if (figures === undefined) throw new Error(`No ${quantity} of tasks is stored for ${name}.`);
    return [
      { name, quantity, values: figures.after },
      { name: `${name} before adaptation`, quantity, values: figures.before },
    ];
  }
}

interface TaskValues {
  readonly quantity: Quantity;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Trains a preset and evaluates it by the command line. */
function measureTasks(id: string, overrides: readonly string[], tasks: number): Promise<readonly TaskValues[]> {
  return withTemporaryFolder(async (folder) => {
    const text = presets.find((preset) => preset.id === id)?.text ?? '';
    const overridden = applyOverrides(text, overrides);
    if (overridden.kind === 'refused') throw new Error(overridden.message);
    const file = path.join(folder, `${id}.reptile.json`);
    await writeFile(file, overridden.text);
    const runs = path.join(folder, 'runs');
    for (const words of [
      ['train', file, '--runs', runs],
      ['eval', 'latest', '--runs', runs, '--tasks', String(tasks)],
    ]) {
      const { exitCode, messages } = await runCli(words, { folder });
      if (exitCode !== 0) throw new Error(messages);
    }
    const [run] = (await readdir(runs)).filter((name) => !name.startsWith('.'));
    const { files } = await findEvaluations(path.join(runs, run ?? ''));
    const stored = await readEvaluation(files[0] ?? '');
    if (stored.kind === 'unreadable') throw new Error(noticeWords(stored.notice));
    return stored.evaluation.tasks;
  });
}

function coverageOf(
  values: readonly number[],
  tasks: number,
  truth: number,
  interval: (drawn: readonly number[]) => MeanWithInterval,
): { readonly share: number; readonly width: number } {
  const random = randomStream(tasks, 'split');
  let hits = 0;
  const widths: number[] = [];
  for (let simulation = 0; simulation < simulations; simulation++) {
    const drawn = Array.from({ length: tasks }, () => values[random.integer(values.length)] ?? Number.NaN);
    const { mean, ci95 } = interval(drawn);
    // A sum in another order may differ in its last bits.
    if (Math.abs(mean - truth) <= ci95 + 1e-12) hits++;
    widths.push(ci95);
  }
  return { share: hits / simulations, width: widths.sort((a, b) => a - b)[simulations >> 1] ?? Number.NaN };
}

function normalInterval(drawn: readonly number[]): MeanWithInterval {
  return { mean: meanOf(drawn), ci95: (1.96 * standardDeviation(drawn)) / Math.sqrt(drawn.length) };
}
