// The data of a run's tasks, from where its experiment file lies, and how they are divided.

import path from 'node:path';
import type { Experiment } from '../experiment/schema.ts';
import { dataCacheOf } from '../runs/dataCache.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { splitOf, type TaskData } from '../tasks/createTaskDistribution.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import type { DataSplit } from '../tasks/split/dataSplit.ts';
import { loadTaskDataApart } from '../workers/loadTaskDataApart.ts';

export interface LoadedRunData {
  readonly data: TaskData;
  readonly split: DataSplit;
  /** The names of all classes that the data have, those too that take no part. */
  readonly found: readonly string[];
}

/**
 * @param experiment the run's, or what an evaluation makes of it
 * @throws {TaskError} where they cannot be loaded; the signal's reason
 */
export async function loadRunData(
  directory: string,
  manifest: Manifest,
  experiment: Experiment,
  loading: Omit<LoadOptions, 'cache' | 'onClasses'>,
): Promise<LoadedRunData> {
  let found: readonly string[] = [];
  const data = await loadTaskDataApart(experiment.task, path.dirname(locateExperiment(directory, manifest)), {
    ...loading,
    cache: await dataCacheOf(path.dirname(path.resolve(directory))),
    onClasses: (names) => {
      found = names;
    },
  });
  return { data, split: splitOf(experiment.task, data, found), found };
}
