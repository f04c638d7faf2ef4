// Which baselines the tasks of a domain are set beside.

import { sizeOf } from '../experiment/network.ts';
import type { TaskSpec } from '../experiment/schema.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { SupervisedDistribution } from '../tasks/task.ts';
import type { Baseline } from './baseline.ts';
import { gaussianProcess } from './gaussianProcess.ts';
import { createHausdorff } from './hausdorff.ts';
import { createSpectrumCentroid, nearestCentroid } from './nearestCentroid.ts';
import { nearestNeighbour } from './nearestNeighbour.ts';
import { nearestPoints } from './nearestPoints.ts';
import { linearRidge, polynomialRidge } from './ridge.ts';
import { createTfidfCentroid } from './tfidfCentroid.ts';

/** A Gaussian process takes time with the third power of the samples. */
const mostForGaussianProcess = 400;

/**
 * Whether such tasks have any. Not control: without a gradient there is no classical way from a few trajectories to a
 * policy.
 */
export function hasBaselines({ kind }: Pick<TaskSpec, 'kind'>): boolean {
  return kind !== 'navigation' && kind !== 'arm';
}

/**
 * @param data loaded for `task`
 * @param distribution made of them
 * @throws {TaskError} when what they learn of the training classes does not fit into memory
 */
export function baselinesFor(
  task: TaskSpec,
  data: TaskData,
  distribution: SupervisedDistribution,
): readonly Baseline[] {
  if (data.kind === 'text') return [createTfidfCentroid(data.texts)];
  if (data.kind === 'speech') return [createSpectrumCentroid(data.speech.bands), nearestNeighbour];
  if (data.kind === 'images') {
    const holdsDrawings = task.kind === 'images' && task.dataset.source === 'omniglot';
    return [nearestNeighbour, ...(holdsDrawings ? [createHausdorff(data.images.width)] : [])];
  }
  if (distribution.loss === 'softmaxCrossEntropy') return [nearestNeighbour, nearestCentroid];
  const isOfOneNumber = sizeOf(distribution.inputShape) === 1;
  return [
    isOfOneNumber ? polynomialRidge : linearRidge,
    ...(distribution.supportSize <= mostForGaussianProcess ? [gaussianProcess] : []),
    nearestPoints,
  ];
}
