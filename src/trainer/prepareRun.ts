// What a run directory asks for: its experiment, as written and overridden, and the data of its tasks.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { applyOverrides } from '../experiment/applyOverrides.ts';
import { decodeExperimentText } from '../experiment/decodeText.ts';
import { type Problem, readExperiment } from '../experiment/readExperiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { cacheFolderOf, runFiles } from '../runs/runDirectory.ts';
import { loadTaskData, type TaskData } from '../tasks/createTaskDistribution.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';

/** The run's experiment cannot be carried out. `message` names the place and says what to do. */
export class ExperimentRefused extends Error {
  override readonly name = 'ExperimentRefused';
}

export interface PreparedRun {
  readonly experiment: Experiment;
  readonly data: TaskData;
}

/**
 * Reads the experiment from the run's own copy of its source, by the same rules as the editor and the command line, and loads its data.
 * @throws {ExperimentRefused} {TaskError}
 */
export async function prepareRun(
  directory: string,
  manifest: Manifest,
  loading: Omit<LoadOptions, 'cacheFolder'> = {},
): Promise<PreparedRun> {
  const folder = path.dirname(locateExperiment(directory, manifest));
  const experiment = await readRunExperiment(directory, manifest);
  const cacheFolder = cacheFolderOf(path.dirname(path.resolve(directory)));
  const data = await loadTaskData(experiment.task, folder, { ...loading, cacheFolder });
  return { experiment, data };
}

/**
 * The run's experiment, with `changes` (assignments as in `applyOverrides`) made to it, of which the run knows nothing.
 * @throws {ExperimentRefused} naming the place
 */
export async function readRunExperiment(
  directory: string,
  manifest: Manifest,
  changes: readonly string[] = [],
): Promise<Experiment> {
  const { source } = runFiles(directory);
  const decoded = decodeExperimentText(await readFile(source));
  if (decoded.kind !== 'text') throw refusal(source, decoded.problem);
  const overridden = applyOverrides(decoded.text, [...manifest.overrides, ...changes]);
  if (overridden.kind === 'refused') throw new ExperimentRefused(`${source}: ${overridden.message}`);
  const folder = path.dirname(locateExperiment(directory, manifest));
  const { experiment, problems } = readExperiment(overridden.text, { folder, pathExists: existsSync });
  if (experiment !== undefined) return experiment;
  const problem = problems.find(({ severity }) => severity === 'error');
  throw problem === undefined ? new ExperimentRefused(`${source} cannot be read.`) : refusal(source, problem);
}

function refusal(file: string, { range, message, rule }: Problem): ExperimentRefused {
  return new ExperimentRefused(`${file}:${range.start.line + 1}:${range.start.column + 1}: ${message} (${rule})`);
}
