// Folders as DVCLive, MLflow and W&B write them, with figures that are drawn from a seed. For tests.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { LogFormat } from '../../src/foreign/logReader.ts';
import { WandbFile } from './wandbFile.ts';

export type Random = ReturnType<typeof xoroshiro128plus>;
export type OtherFormat = Exclude<LogFormat, 'tensorboard' | 'csv'>;
/** By tag: its values over the steps 0, 1, 2 … */
export type Series = Readonly<Record<string, readonly number[]>>;

export function drawSeries(random: Random, steps: number): Series {
  const draw = () => uniformInt(random, -1_000_000, 1_000_000) / 1024;
  return Object.fromEntries(['train/loss', 'val/acc', 'lr'].map((name) => [name, Array.from({ length: steps }, draw)]));
}

/** Writes the folder of one run. */
export async function writeRun(directory: string, format: OtherFormat, series: Series): Promise<void> {
  switch (format) {
    case 'dvclive': {
      const textOf = (name: string, values: readonly number[]) =>
        [`step\t${name.split('/').at(-1)}`, ...values.map((value, step) => `${step}\t${value}`), ''].join('\n');
      for (const [name, values] of Object.entries(series))
        await write(directory, `plots/metrics/${name}.tsv`, textOf(name, values));
      await write(directory, 'params.yaml', 'lr: 0.1\nmodel:\n  layers: 3\n');
      const last = Object.values(series)[0]?.length ?? 1;
      const summary = { train: { loss: series['train/loss']?.at(-1) }, alone: 1, step: last - 1 };
      return write(directory, 'metrics.json', JSON.stringify(summary, null, 4));
    }
    case 'mlflow': {
      const textOf = (values: readonly number[]) =>
        values.map((value, step) => `1600000000000 ${value} ${step}\n`).join('');
      for (const [name, values] of Object.entries(series)) await write(directory, `metrics/${name}`, textOf(values));
      await write(directory, 'params/lr', '0.1');
      await write(directory, 'params/model/layers', '3');
      await write(directory, 'tags/who', 'me');
      return write(
        directory,
        'meta.yaml',
        'lifecycle_stage: active\nrun_name: a\nstart_time: 1600000000000\nstatus: 3\n',
      );
    }
    case 'wandb': {
      const file = new WandbFile().run('a', { lr: '0.1' });
      const [first = []] = Object.values(series);
      for (const step of first.keys()) {
        const row = Object.entries(series).map(([name, values]) => [name, String(values[step])] as const);
        file.history(step, { ...Object.fromEntries(row), _timestamp: '1600000000' });
      }
      await write(directory, 'files/config.yaml', 'lr:\n  desc: null\n  value: 0.1\n');
      await write(directory, 'files/wandb-summary.json', '{"alone": 1, "_step": 3}');
      return write(directory, 'run-abc.wandb', file.exit(0).bytes);
    }
  }
}

async function write(directory: string, name: string, content: string | Uint8Array): Promise<void> {
  const file = path.join(directory, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}
