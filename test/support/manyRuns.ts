// A runs folder with as many runs as a group has after a year: files of the kinds and sizes that ended runs have, most
// of them written without a trainer's care.

import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Manifest, manifestSchema } from '../../src/runs/manifest.ts';
import { compactTime, runFiles } from '../../src/runs/runDirectory.ts';
import { newTestRun } from './newTestRun.ts';

const presets = ['sine-regression', 'mnist-digits'];
const namesOfPreset = 8;
const rates = [0.003, 0.01, 0.03, 0.1];
const metaBatches = [1, 2, 5, 10];
const seeds = 3;
const minutes = 60_000;
const iterations = 10_000;
/** Lengths of files that nobody reads before a run is opened; they take no room on the disk. */
const bytes = { events: 400_000, parameters: 450_000, log: 4000 };

/** Of one preset: what its runs begin with. */
interface Template {
  readonly manifest: Manifest;
  readonly experiment: string;
  readonly source: Uint8Array;
}

/**
 * Writes `count` completed runs into `folder`, which exists, the newest a minute old. They have some sixteen names, and
 * differ in learning rate, meta-batch and seed. Gives their directories, the oldest first.
 */
export async function writeManyRuns(folder: string, count: number): Promise<string[]> {
  const templates = await Promise.all(presets.map((preset) => readTemplate(folder, preset)));
  const newest = Date.now() - minutes;
  return Array.from({ length: count }, (_, place) => {
    const template = templates[place % templates.length];
    if (template === undefined) throw new Error('There are no presets.');
    return writeRun(folder, template, place, newest - (count - 1 - place) * 17 * minutes);
  });
}

async function readTemplate(folder: string, preset: string): Promise<Template> {
  const templates = path.join(folder, `.templates-${preset}`);
  const directory = await newTestRun(templates, { state: 'completed' }, preset);
  const files = runFiles(directory);
  const template = {
    manifest: manifestSchema.parse(JSON.parse(await readFile(files.manifest, 'utf8'))),
    experiment: await readFile(files.experiment, 'utf8'),
    source: await readFile(files.source),
  };
  await rm(templates, { recursive: true });
  return template;
}

function writeRun(folder: string, { manifest, experiment, source }: Template, place: number, time: number): string {
  const created = new Date(time);
  const name = `${manifest.taskKind} ${Math.floor(place / presets.length) % namesOfPreset}`;
  const id = `${compactTime(created)}-${name.replaceAll(' ', '-')}-${(place % 65_536).toString(16).padStart(4, '0')}`;
  const directory = path.join(folder, id);
  const files = runFiles(directory);
  const chosen = choicesAt(Math.floor(place / presets.length / namesOfPreset));
  const checkpoint = path.join(files.checkpoints, String(iterations));
  for (const one of [directory, files.checkpoints, checkpoint, files.samples, files.control]) mkdirSync(one);
  writeFileSync(files.manifest, `${JSON.stringify(ended(manifest, { id, name, created, chosen }), null, 2)}\n`);
  writeFileSync(files.experiment, withChoices(experiment, name, chosen));
  writeFileSync(files.source, source);
  writeFileSync(path.join(checkpoint, 'checkpoint.json'), '{}\n');
  for (const [file, length] of [
    [files.log, bytes.log],
    [path.join(directory, `events.out.tfevents.${Math.floor(time / 1000)}.host.1.0`), bytes.events],
    [path.join(checkpoint, 'parameters.f32'), bytes.parameters],
  ] as const) {
    writeFileSync(file, '');
    truncateSync(file, length);
  }
  return directory;
}

interface Choices {
  readonly seed: number;
  readonly rate: number;
  readonly metaBatch: number;
}

function choicesAt(place: number): Choices {
  const [setting, seed] = [Math.floor(place / seeds), place % seeds];
  return {
    seed,
    rate: rates[setting % rates.length] ?? 0.01,
    metaBatch: metaBatches[Math.floor(setting / rates.length) % metaBatches.length] ?? 5,
  };
}

function withChoices(experiment: string, name: string, { seed, rate, metaBatch }: Choices): string {
  const value = JSON.parse(experiment);
  value.name = name;
  value.seed = seed;
  value.algorithm.metaBatch = metaBatch;
  value.algorithm.innerOptimizer.learningRate = rate;
  return `${JSON.stringify(value, null, 2)}\n`;
}

interface EndedRun {
  readonly id: string;
  readonly name: string;
  readonly created: Date;
  readonly chosen: Choices;
}

function ended(manifest: Manifest, { id, name, created, chosen }: EndedRun): Manifest {
  const value = 0.5 + 0.4 * Math.abs(Math.sin(chosen.rate * 1000 + chosen.metaBatch + chosen.seed / 10));
  const figure = { loss: 1 - value, lossCi95: 0.01, accuracy: value, accuracyCi95: 0.007 };
  const after = (seconds: number) => new Date(created.getTime() + 1000 * seconds).toISOString();
  return {
    ...manifest,
    id,
    name,
    seed: chosen.seed,
    createdAt: created.toISOString(),
    startedAt: after(1),
    endedAt: after(601),
    state: 'completed',
    iteration: iterations,
    metaIterations: iterations,
    activeSeconds: 600,
    heartbeatAt: after(600),
    metaIterationsPerSecond: 16.7,
    checkpointIteration: iterations,
    engineVariant: 'fused simd 4x8',
    backend: 'fused',
    workers: 2,
    memoryBytes: 40_000_000,
    parameterCount: 112_709,
    latestTrainingLoss: 1 - value,
    gitCommit: '0123456789abcdef0123456789abcdef01234567',
    gitDirty: false,
    latest: { iteration: iterations, ...figure },
    best: { iteration: iterations - 500, ...figure },
    untrained: { iteration: 0, loss: 2, lossCi95: 0.01, accuracy: 0.2, accuracyCi95: 0.01 },
  };
}
