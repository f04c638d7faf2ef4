// Small data sets of each domain whose classes come, go and change between two uses, with an experiment that draws its
// held-out classes.

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../src/engine/random.ts';
import type { ExperimentInput } from '../../src/experiment/schema.ts';
import { classTree, writeTree } from './imageData.ts';
import { taskModule } from './taskModules.ts';
import { wavFile } from './wavFiles.ts';

/** Data of six classes, `c0` to `c5`, in the folder `data`. */
export interface ChangingData {
  readonly name: string;
  readonly task: ExperimentInput['task'];
  write(folder: string): Promise<void>;
  /** Adds a class whose name comes before all others. */
  add(folder: string): Promise<void>;
  remove(folder: string, name: string): Promise<void>;
  rename(folder: string, from: string, to: string): Promise<void>;
  /** Changes what one sample of the class holds, and nothing of what it is called. */
  alter(folder: string, name: string): Promise<void>;
}

const classes = Array.from({ length: 6 }, (_, number) => `c${number}`);
const sizes = { ways: 2, shots: 1, queries: 1, trainShots: 2 };
const samples = 4;

/** Small enough to be trained in a test. */
export function experimentOn({ name, task }: ChangingData, metaIterations = 12): ExperimentInput {
  return {
    name,
    seed: 1,
    task,
    model: { kind: 'mlp', hidden: [4] },
    algorithm: { metaIterations, metaBatch: 2, innerSteps: 2, innerBatch: 2, innerOptimizer: { kind: 'adam' } },
    evaluation: { every: 6, tasks: 3, innerSteps: 2, innerBatch: 2 },
    checkpoint: { every: 4, keep: 3 },
    engine: { workers: 1 },
  };
}

const images: ChangingData = {
  name: 'images',
  task: { kind: 'images', dataset: { source: 'folder', path: 'data', size: 6, heldOut: 0.4 }, ...sizes },
  write: async (folder) => void (await writeTree(path.join(folder, 'data'), classTree(classes, samples))),
  add: async (folder) =>
    void (await writeTree(path.join(folder, 'data'), classTree(['b'], samples, randomStream(5, 'split')))),
  remove: (folder, name) => rm(path.join(folder, 'data', name), { recursive: true }),
  rename: (folder, from, to) => rename(path.join(folder, 'data', from), path.join(folder, 'data', to)),
  alter: async (folder, name) =>
    void (await writeTree(path.join(folder, 'data'), classTree([name], 1, randomStream(6, 'split')))),
};

type Rows = (readonly [text: string, label: string])[];

const texts: ChangingData = {
  name: 'texts',
  task: {
    kind: 'text',
    dataset: { source: 'file', path: 'data.csv' },
    split: { by: 'seed', heldOutShare: 0.4 },
    encoding: { kind: 'tfidf', maxFeatures: 30 },
    ...sizes,
  },
  write: (folder) => writeRows(folder, classes.flatMap(textsOf)),
  add: (folder) => changeRows(folder, (rows) => [...textsOf('b'), ...rows]),
  remove: (folder, name) => changeRows(folder, (rows) => rows.filter(([, label]) => label !== name)),
  rename: (folder, from, to) =>
    changeRows(folder, (rows) => rows.map(([text, label]) => [text, label === from ? to : label])),
  alter: (folder, name) =>
    changeRows(folder, (rows) => rows.map(([text, label]) => [label === name ? `${text} more` : text, label])),
};

function textsOf(name: string): Rows {
  return Array.from({ length: samples }, (_, number) => [`word${name} take${number} of all`, name] as const);
}

const writeRows = (folder: string, rows: Rows) =>
  writeFile(path.join(folder, 'data.csv'), `text,label\n${rows.map(([text, label]) => `${text},${label}\n`).join('')}`);

async function changeRows(folder: string, change: (rows: Rows) => Rows): Promise<void> {
  const [, ...lines] = (await readFile(path.join(folder, 'data.csv'), 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => [line.split(',')[0] ?? '', line.split(',')[1] ?? ''] as const);
  await writeRows(folder, change(rows));
}

const recordings: ChangingData = {
  name: 'recordings',
  task: {
    kind: 'speech',
    dataset: {
      source: 'folder',
      path: 'data',
      files: '{class}/{take}.wav',
      holdOut: { by: 'randomClasses', share: 0.4 },
    },
    features: { seconds: 0.1, melBands: 8, lowestFrequency: 100, highestFrequency: 2000 },
    ...sizes,
  },
  write: async (folder) => {
    for (const [place, name] of classes.entries()) await writeRecordings(folder, name, 300 + 100 * place);
  },
  add: (folder) => writeRecordings(folder, 'b', 1500),
  remove: images.remove,
  rename: images.rename,
  alter: (folder, name) => writeRecordings(folder, name, 1600, 1),
};

async function writeRecordings(folder: string, name: string, pitch: number, takes = samples): Promise<void> {
  const tone = (take: number) =>
    Array.from({ length: 800 }, (_, index) => 0.5 * Math.sin((2 * Math.PI * (pitch + take * 7) * index) / 8000));
  const files = Array.from(
    { length: takes },
    (_, take) => [`${name}/${take}.wav`, wavFile({ sampleRate: 8000, values: tone(take) })] as const,
  );
  await writeTree(path.join(folder, 'data'), Object.fromEntries(files));
}

export const changingData: readonly ChangingData[] = [images, texts, recordings];

/** A module in the place of data. */
export const moduleFile = 'own.mjs';
export const moduleTask: ExperimentInput['task'] = { kind: 'module', path: moduleFile };
export const moduleSource = (remark: string) => taskModule({ first: `// ${remark}` });
