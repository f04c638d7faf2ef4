// What a start is said to take, beside what it then takes: every file of examples/ that can run on this machine, its
// time and the memory of its trainer.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import * as z from 'zod';
import { installationFolder } from '../../src/base/installation.ts';
import { missingDatasetOf } from '../../src/datasets/missingDataset.ts';
import type { PublicDataset } from '../../src/experiment/publicDatasets.ts';
import type { Experiment } from '../../src/experiment/schema.ts';
import { isOwn } from '../../src/experiment/whoTrains.ts';
import { makeRun, prepareSubmission } from '../../src/launchers/prepareSubmission.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { builtProgram, parseJsonLines, runCli } from '../support/builtCli.ts';
import { failureWords } from '../support/failureWords.ts';
import type { BenchReport, BenchRow } from './report.ts';
import { withTemporaryFolder } from './temporaryFolder.ts';

/** An estimate may be too high, or too low, by this factor. */
const allowedFactor = 1.5;
/** Meta-iterations are chosen for about so long a run, so that its start does not hide them. */
const wantedSeconds = 6;
const evaluatedTasks = 10;

const plannedSchema = z.object({
  seconds: z.number(),
  diskBytes: z.number().nullable(),
  memoryBytes: z.number(),
});
type Estimate = z.output<typeof plannedSchema>;

interface Place {
  /** For run directories, and for what is kept for a user. */
  readonly folder: string;
  /** Of a mini-ImageNet that is made of other photographs; undefined where there are none. */
  readonly photographs: string | undefined;
}

interface Measured {
  readonly name: string;
  readonly estimate: Estimate;
  readonly seconds: number;
  /** Of the trainer; undefined where several were at work. */
  readonly peakBytes: number | undefined;
  /** That processors were at work. */
  readonly processorSeconds: number | undefined;
  readonly diskBytes: number;
  readonly metaIterations: number;
}

/** Needs a build and takes some ten minutes. `only`: parts of the names of examples; all where there are none. */
export async function benchEstimates(only: readonly string[] = []): Promise<BenchReport> {
  return withTemporaryFolder(async (folder) => {
    const place = { folder, photographs: await photographsIn(folder) };
    const measured: Measured[] = [];
    const remarks: string[] = [];
    for (const file of await exampleFiles()) {
      const name = path.relative(examples, file).replace('.reptile.json', '');
      if (only.length > 0 && !only.some((part) => name.includes(part))) continue;
      const one = await measureExample(file, name, place);
      console.error(
        `  ${name}: ${
          one === undefined
            ? 'left out'
            : rowsOf(one)
                .map(({ value }) => value.toFixed(2))
                .join(', ')
        }`,
      );
      if (one === undefined) remarks.push(`${name}: its data are not on this machine.`);
      else measured.push(one);
    }
    return { rows: measured.flatMap(rowsOf), targets: [], remarks, errors: measured.flatMap(faultsOf) };
  });
}

const examples = path.join(installationFolder, 'examples');

async function exampleFiles(): Promise<string[]> {
  const names = await readdir(examples, { recursive: true });
  return names
    .filter((name) => name.endsWith('.reptile.json'))
    .sort()
    .map((name) => path.join(examples, name));
}

/** Undefined where the data are not here. */
async function measureExample(file: string, name: string, place: Place): Promise<Measured | undefined> {
  const source = await readFile(file);
  const plain = prepareSubmission({ file, source, overrides: [] });
  if (plain.kind !== 'ready' || !isOwn(plain.experiment))
    throw new Error(`${name} cannot be run: ${JSON.stringify(plain)}`);
  const data = dataOf(plain.experiment, place);
  if (data === undefined) return undefined;
  if (plain.hasSweep) return { name, ...(await measureSweep(file, place)) };
  const { evaluation } = plain.experiment;
  const sets = [...data, `evaluation.tasks=${Math.min(evaluation.tasks, evaluatedTasks)}`, 'engine.workers=1'];
  const short = await estimate(file, [...sets, 'algorithm.metaIterations=1'], place);
  const longer = await estimate(file, [...sets, 'algorithm.metaIterations=2'], place);
  const each = Math.max(1e-6, longer.seconds - short.seconds);
  const metaIterations = Math.max(2, Math.round(wantedSeconds / each));
  const chosen = [...sets, `algorithm.metaIterations=${metaIterations}`];
  const said = await estimate(file, chosen, place);
  return { name, estimate: said, metaIterations, ...(await carryOut(file, source, chosen, place)) };
}

/** The whole of a file's sweep, as a terminal carries it out. */
async function measureSweep(file: string, place: Place): Promise<Omit<Measured, 'name'>> {
  const said = plannedSchema.parse((await sweep([file, '--dry-run'], place))[0]);
  const beganAt = performance.now();
  const lines = await sweep([file], place);
  const seconds = (performance.now() - beganAt) / 1000;
  const { runs } = z.object({ runs: z.array(z.string()) }).parse(lines[1]);
  const sizes = await Promise.all(runs.map(bytesIn));
  const diskBytes = sizes.reduce((sum, size) => sum + size, 0);
  const { metaIterations } = await readManifest(runs[0] ?? '');
  return { estimate: said, seconds, peakBytes: undefined, processorSeconds: undefined, diskBytes, metaIterations };
}

async function estimate(file: string, sets: readonly string[], place: Place): Promise<Estimate> {
  const words = [file, ...sets.flatMap((set) => ['--set', set]), '--seeds', '1', '--at-once', '1', '--dry-run'];
  return plannedSchema.parse((await sweep(words, place))[0]);
}

/** What `reptile-lab sweep` says, line by line. */
async function sweep(words: readonly string[], { folder }: Place): Promise<readonly unknown[]> {
  const asked = ['sweep', ...words, '--runs', path.join(folder, 'runs'), '--json'];
  const { exitCode, output, messages } = await runCli(asked, { folder, environment: { XDG_DATA_HOME: folder } });
  if (exitCode !== 0) throw new Error(`${asked.join(' ')} ended with exit code ${exitCode}: ${messages}`);
  return parseJsonLines(output);
}

const takenSchema = z.object({ peakBytes: z.number(), processorSeconds: z.number() });

/** Writes where it is told to, when the process ends, how much memory it had at most, and for how long processors were at work. */
const takenWriter = `data:text/javascript,${encodeURIComponent(`
  import { existsSync, readFileSync, writeFileSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread && process.argv[1]?.endsWith('trainer.js')) process.on('exit', () => {
    const status = '/proc/self/status';
    const known = existsSync(status) ? /VmHWM:\\s*(\\d+) kB/.exec(readFileSync(status, 'utf8')) : null;
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const taken = { peakBytes: 1024 * Number(known?.[1] ?? maxRSS), processorSeconds: (userCPUTime + systemCPUTime) / 1e6 };
    writeFileSync(process.env.REPTILE_LAB_TAKEN, JSON.stringify(taken));
  });
`)}`;

async function carryOut(
  file: string,
  source: Uint8Array,
  overrides: readonly string[],
  { folder }: Place,
): Promise<Pick<Measured, 'seconds' | 'processorSeconds' | 'peakBytes' | 'diskBytes'>> {
  const prepared = prepareSubmission({ file, source, overrides });
  if (prepared.kind !== 'ready') throw new Error(`${file} cannot be run: ${JSON.stringify(prepared)}`);
  const maker = { askedBy: 'terminal', launcher: null, secret: undefined, version: '0.0.0' } as const;
  const directory = await makeRun(prepared, { runsFolder: path.join(folder, 'runs'), ...maker });
  const takenFile = path.join(folder, 'taken.json');
  const beganAt = performance.now();
  const trainer = spawn(process.execPath, ['--import', takenWriter, await builtProgram('trainer.js'), directory], {
    stdio: 'ignore',
    env: { ...process.env, XDG_DATA_HOME: folder, REPTILE_LAB_TAKEN: takenFile },
  });
  const [code] = await once(trainer, 'exit');
  const seconds = (performance.now() - beganAt) / 1000;
  const { failure } = await readManifest(directory);
  if (code !== 0)
    throw new Error(`${file} failed with exit code ${code}: ${failureWords(failure) || 'without a word'}`);
  const taken = takenSchema.parse(JSON.parse(await readFile(takenFile, 'utf8')));
  return { seconds, ...taken, diskBytes: await bytesIn(directory) };
}

async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (entry) => (await readFile(path.join(entry.parentPath, entry.name))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const sourceFolders: Readonly<Record<PublicDataset, readonly string[]>> = {
  omniglot: ['omniglot'],
  clinc150: ['clinc150'],
  'free-spoken-digits': ['free-spoken-digits', 'fsdd-takes0-19.zip'],
  'mini-imagenet': [],
};

/** What has to be set for the data to be found; undefined where they are not here. */
function dataOf({ task }: Experiment, { photographs }: Place): readonly string[] | undefined {
  const missing = missingDatasetOf(task);
  if (missing === undefined) return [];
  const found = missing.id === 'mini-imagenet' ? photographs : sharedData(...sourceFolders[missing.id]);
  return found === undefined ? undefined : [`task.dataset.path=${JSON.stringify(found)}`];
}

/** Below the folder for data sets, or where they lie beside a checkout. */
function sharedData(...segments: readonly string[]): string | undefined {
  const folder = process.env.REPTILE_LAB_DATA ?? path.resolve(installationFolder, '..', 'shared', 'data');
  const file = path.join(folder, ...segments);
  return existsSync(file) ? file : undefined;
}

/** Other photographs of mini-ImageNet's size, which nobody may pass on. */
async function photographsIn(folder: string): Promise<string | undefined> {
  const images = sharedData('caltech101-84', 'caltech101-97x30-84px.zip');
  const split = sharedData('caltech101-84', 'split.json');
  if (images === undefined || split === undefined) return undefined;
  const together = path.join(folder, 'photographs.zip');
  const entries = { ...unzipSync(await readFile(images)), 'split.json': await readFile(split) };
  await writeFile(together, zipSync(entries, { level: 0 }));
  return together;
}

/** One worker's time is what processors were at work, whatever else the machine has to do. */
function rowsOf({
  name,
  estimate,
  seconds,
  processorSeconds,
  peakBytes,
  diskBytes,
  metaIterations,
}: Measured): BenchRow[] {
  return [
    {
      group: 'estimates of time',
      name,
      value: estimate.seconds / Math.min(seconds, processorSeconds ?? seconds),
      unit: '×',
      columns: {
        'estimate, s': estimate.seconds,
        'real, s': seconds,
        ...(processorSeconds === undefined ? {} : { 'processors at work, s': processorSeconds }),
        'meta-iterations': metaIterations,
      },
    },
    ...(peakBytes === undefined ? [] : [compareBytes('estimates of memory', name, estimate.memoryBytes, peakBytes)]),
    ...(estimate.diskBytes === null ? [] : [compareBytes('estimates of disk', name, estimate.diskBytes, diskBytes)]),
  ];
}

function compareBytes(group: string, name: string, said: number, real: number): BenchRow {
  const columns = { 'estimate, MB': said / 1e6, 'real, MB': real / 1e6 };
  return { group, name, value: said / real, unit: '×', columns };
}

function faultsOf(measured: Measured): string[] {
  return rowsOf(measured)
    .filter(({ value }) => value > allowedFactor || value < 1 / allowedFactor)
    .map(({ group, name, value }) => `${group}, ${name}: ${value.toFixed(2)} times what it was`);
}
