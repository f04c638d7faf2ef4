// Which baselines the tasks of a domain are set beside.

import type { TaskSpec } from '../experiment/schema.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { SupervisedDistribution } from '../tasks/task.ts';
import type { Baseline } from './baseline.ts';
import { createTfidfCentroid } from './tfidfCentroid.ts';

/**
 * None for control: without a gradient there is no classical way from a few trajectories to a policy.
 * @throws {TaskError} when what they learn of the training classes does not fit into memory
 */
export function baselinesFor(task: TaskSpec, data: TaskData, _: SupervisedDistribution): readonly Baseline[] {
  switch (task.kind) {
    case 'text':
      return data.kind === 'text' ? [createTfidfCentroid(data.texts)] : [];
    default:
      return [];
  }
}
