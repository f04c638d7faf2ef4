// What a run directory asks for: its experiment, checked by the rules of today, and the data of its tasks.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { applyOverrides } from '../experiment/applyOverrides.ts';
import { type Problem, readExperiment } from '../experiment/readExperiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { ExperimentRefused, readFrozenExperiment } from '../runs/frozenExperiment.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import { codingOf, type InputCoding } from '../tasks/inputCoding.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import type { DataSplit } from '../tasks/split/dataSplit.ts';
import { findKeptSplit, judgeData, judgeFreshData, keptClassesOf, type SplitStanding } from './keptSplit.ts';
import { loadRunData } from './loadRunData.ts';

export interface PreparedRun {
  readonly experiment: Experiment;
  readonly data: TaskData;
  readonly split: DataSplit;
  readonly standing: SplitStanding;
  readonly coding: InputCoding;
}

export interface PreparingOptions extends Omit<LoadOptions, 'cache' | 'kept' | 'onClasses'> {
  /** Whether the run goes on where its data no longer hold the split that it keeps. */
  readonly acceptsChangedData: boolean;
  /** Whether there is anything that was trained on the split: otherwise it is drawn from the data as they are. */
  readonly hasTrained: boolean;
}

/**
 * Reads the run's frozen experiment, checks it by the same rules as the editor and the command line, and loads its
 * data, with the split that the run keeps.
 * @throws {ExperimentRefused} {TaskError} {ChangedDataError}
 */
export async function prepareRun(
  directory: string,
  manifest: Manifest,
  { acceptsChangedData, hasTrained, ...loading }: PreparingOptions,
): Promise<PreparedRun> {
  const experiment = await readRunExperiment(directory, manifest);
  const record = await findKeptSplit(directory, acceptsChangedData || !hasTrained);
  const kept = hasTrained ? keptClassesOf(record, acceptsChangedData) : undefined;
  const { data, split, found } = await loadRunData(directory, manifest, experiment, {
    ...loading,
    ...(kept !== undefined && { kept }),
  });
  const coding = codingOf(experiment.task, data);
  if (!hasTrained) return { experiment, data, split, coding, standing: judgeFreshData(record, split) };
  const { onNote = () => {} } = loading;
  const movedColumns = data.kind === 'table' ? data.table.movedColumns : [];
  const standing = judgeData(record, { split, coding, movedColumns }, found, {
    acceptsChanges: acceptsChangedData,
    onNote,
  });
  return { experiment, data, split, coding, standing };
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
  const { text } = await readFrozenExperiment(directory, manifest);
  const { experiment: file } = runFiles(directory);
  const changed = applyOverrides(text, changes);
  if (changed.kind === 'refused') throw new ExperimentRefused(`${file}: ${changed.message}`);
  // Relative data paths start where the experiment file lies, not in the run.
  const folder = path.dirname(locateExperiment(directory, manifest));
  const { experiment, problems } = readExperiment(changed.text, { folder, pathExists: existsSync });
  if (experiment !== undefined) return experiment;
  const problem = problems.find(({ severity }) => severity === 'error');
  throw problem === undefined ? new ExperimentRefused(`${file} cannot be read.`) : refusal(file, problem);
}

function refusal(file: string, { range, message, rule }: Problem): ExperimentRefused {
  return new ExperimentRefused(`${file}:${range.start.line + 1}:${range.start.column + 1}: ${message} (${rule})`);
}
