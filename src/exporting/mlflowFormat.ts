// A file store of MLflow: experiments by their names, with runs as folders of parameters, metrics, tags and artifacts.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { visitPlainFolder } from '../base/folderNames.ts';
import { plainText } from '../base/shownText.ts';
import { readYamlParameters } from '../foreign/tables/yamlParameters.ts';
import type { RunState } from '../runs/runState.ts';
import { textIn } from '../table/cells.ts';
import type { ExportRequest, WriteExport } from './exportFormat.ts';
import { tableOf } from './jsonFormat.ts';
import { MlflowKeys } from './mlflowKeys.ts';
import { noteText } from './noteText.ts';
import { nameOf } from './runNames.ts';
import {
  beginningOf,
  endOf,
  experimentFilesOf,
  fullTitleOf,
  identitiesOf,
  openFiguresOf,
  type RunToExport,
} from './runToExport.ts';
import type { StagedFile } from './stagedFile.ts';
import { writeEach } from './writeEach.ts';

interface RunPlace {
  /** Of an experiment and a run of it: names of folders. */
  readonly experiment: string;
  readonly run: string;
}

export const writeMlflow: WriteExport = async (request) => {
  const { runs, staging } = request;
  const experiments = await experimentsIn(staging.target);
  const places = identitiesOf(runs).map(([run, { digest }]): [RunToExport, RunPlace] => {
    const name = experimentOf(run);
    return [run, { experiment: experiments.get(name) ?? digitsOf(name), run: digest.slice(0, 32) }];
  });
  const folderOf = ({ experiment, run }: RunPlace) => path.join(experiment, run);
  for (const [, place] of places) staging.claim(folderOf(place));
  const write = (run: RunToExport, place: RunPlace) => {
    writeExperiment(experimentOf(run), place.experiment, experiments, request);
    return writeRun(run, place, request);
  };
  return writeEach(places, request, write, (place) => staging.drop(folderOf(place)));
};

/** Those that a store has already, by name: MLflow takes no two of one name. */
async function experimentsIn(store: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await visitPlainFolder(store, async (entry) => {
    if (!entry.isDirectory() || !/^\d{1,20}$/.test(entry.name) || found.size >= mostExperiments) return;
    const meta = await readYamlParameters(path.join(store, entry.name, metaFile)).catch(() => undefined);
    const name = meta?.parameters.get('name');
    if (name !== undefined) found.set(String(name), entry.name);
  });
  return found;
}

const metaFile = 'meta.yaml';
const mostExperiments = 1000;

/** Shorter than what is read of a store. */
function experimentOf({ manifest }: RunToExport): string {
  return plainText(manifest.name, 150);
}

/** As MLflow's own ids are: eighteen digits. */
function digitsOf(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  return String(10n ** 17n + (digest.readBigUInt64BE(0) % (9n * 10n ** 17n)));
}

function writeExperiment(
  name: string,
  experiment: string,
  known: Map<string, string>,
  { staging, now }: ExportRequest,
): void {
  if (known.has(name)) return;
  known.set(name, experiment);
  const file = path.join(experiment, metaFile);
  staging.claim(file);
  const meta = {
    artifact_location: pathToFileURL(path.join(staging.target, experiment)).href,
    creation_time: now.getTime(),
    experiment_id: experiment,
    last_update_time: now.getTime(),
    lifecycle_stage: 'active',
    name,
  };
  staging.write(file, toYaml(meta));
}

async function writeRun(run: RunToExport, { experiment, run: id }: RunPlace, request: ExportRequest): Promise<void> {
  const { staging } = request;
  const inside = (...steps: string[]) => path.join(experiment, id, ...steps);
  const meta = {
    artifact_uri: pathToFileURL(path.join(staging.target, inside('artifacts'))).href,
    end_time: endOf(run) ?? null,
    entry_point_name: '',
    experiment_id: experiment,
    lifecycle_stage: 'active',
    run_id: id,
    run_name: fullTitleOf(run),
    run_uuid: id,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: beginningOf(run),
    status: statusOf(run.state),
    tags: [],
    user_id: 'reptile-lab',
  };
  staging.write(inside(metaFile), toYaml(meta));
  // MLflow takes no folder for a run that lacks one of them.
  for (const folder of ['artifacts', 'metrics', 'params', 'tags']) staging.makeFolder(inside(folder));
  const parameters = new MlflowKeys();
  for (const [name, fact] of run.row.parameters)
    staging.write(inside('params', parameters.keyOf(name)), plainText(String(fact)));
  for (const [name, text] of Object.entries(tagsOf(run, request))) staging.write(inside('tags', name), text);
  for (const [name, bytes] of await experimentFilesOf(run)) staging.write(inside('artifacts', name), bytes);
  staging.write(inside('artifacts', 'summary.json'), `${JSON.stringify(tableOf(run), null, 2)}\n`);
  await writeMetrics(run, (key) => staging.create(inside('metrics', key), bytesAtOnce), request);
}

/** There may be thousands of metrics. */
const bytesAtOnce = 1 << 12;

async function writeMetrics(
  run: RunToExport,
  create: (key: string) => StagedFile,
  request: ExportRequest,
): Promise<void> {
  const figures = await openFiguresOf(run, request);
  const keys = new MlflowKeys();
  for (const tag of [...figures.summary.tags.keys()].sort()) keys.keyOf(tag);
  const files = new Map<string, StagedFile>();
  const fileOf = (tag: string) => {
    const file = files.get(tag) ?? create(keys.keyOf(tag));
    files.set(tag, file);
    return file;
  };
  await figures.forEachBatch((batch) => {
    for (const { tag, iteration, value, wallTime } of batch) {
      const time = Math.round(Number.isNaN(wallTime) ? beginningOf(run) : 1000 * wallTime);
      fileOf(tag).write(`${time} ${value} ${iteration}\n`);
    }
  }, request.signal);
  for (const file of files.values()) file.end();
}

function tagsOf({ manifest, row, state, ...run }: RunToExport, { version }: ExportRequest): Record<string, string> {
  const [tags, note] = [row.cells.get('tags'), row.cells.get('note')];
  return {
    'mlflow.runName': plainText(fullTitleOf({ manifest, row, state, ...run })),
    'mlflow.source.name': `Reptile Lab ${version}`,
    'mlflow.source.type': 'LOCAL',
    ...(typeof note === 'string' && { 'mlflow.note.content': noteText(note) }),
    ...(manifest.gitCommit !== null && { 'mlflow.source.git.commit': plainText(manifest.gitCommit) }),
    'reptile_lab.run': plainText(nameOf({ manifest, row, state, ...run })),
    'reptile_lab.state': state,
    ...(tags !== undefined && { 'reptile_lab.tags': plainText(textIn(tags)) }),
  };
}

/** `RunStatus` of MLflow. */
function statusOf(state: RunState): number {
  switch (state) {
    case 'starting':
    case 'running':
    case 'paused':
    case 'stopping':
    case 'live':
      return 1;
    case 'queued':
      return 2;
    case 'completed':
    case 'ended':
      return 3;
    case 'failed':
    case 'lost':
    case 'crashed':
      return 4;
    case 'stopped':
      return 5;
  }
}

/** Texts in JSON are texts in YAML, too. */
function toYaml(values: Readonly<Record<string, string | number | null | readonly never[]>>): string {
  return Object.entries(values)
    .map(
      ([key, value]) => `${key}: ${JSON.stringify(typeof value === 'string' ? plainText(value, longestUri) : value)}\n`,
    )
    .join('');
}

const longestUri = 10_000;
