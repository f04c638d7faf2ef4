// Which public data set an experiment needs that has not been got yet.

import { publicDatasetOf } from '../experiment/publicDatasets.ts';
import type { TaskSpec } from '../experiment/schema.ts';
import { describeDataset } from './catalogue.ts';
import type { Dataset } from './dataset.ts';
import { findDataset } from './datasetFolder.ts';

/** Undefined where nothing is missing, or the experiment names a place of its own. */
export function missingDatasetOf(task: TaskSpec): Dataset | undefined {
  const used = publicDatasetOf(task);
  if (used === undefined || used.path !== undefined || findDataset(used.name) !== undefined) return undefined;
  return describeDataset(used.name);
}
