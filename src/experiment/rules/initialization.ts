// Rules on the file of weights that a run is to begin with.

import path from 'node:path';
import { missingAt } from './dataPath.ts';
import { placeOf, type ReadingContext, type Rule } from './rule.ts';

const key = ['model', 'initialization'];

/** The file, absolute where that can be said; undefined where none is named, or a run has its copy. */
function namedFile({ experiment, folder, checkWeights }: ReadingContext): string | undefined {
  const { initialization: written } = experiment.model;
  if (written === undefined || checkWeights === undefined) return undefined;
  if (folder === undefined) return path.isAbsolute(written) ? written : undefined;
  return path.resolve(folder, written);
}

export const missingInitialization: Rule = {
  id: 'initialization-missing',
  severity: 'error',
  title: 'The file of weights to begin with does not exist.',
  *check(context) {
    const { initialization: written } = context.experiment.model;
    if (written === undefined || namedFile(context) === undefined) return;
    const advice =
      'Correct the path, which may be absolute or relative to this file, or remove "initialization" to begin with random weights.';
    const message = missingAt(context, { written, noun: 'file of weights', advice });
    if (message !== undefined) yield { message, range: placeOf(context, key) };
  },
};

export const unusableInitialization: Rule = {
  id: 'initialization-unusable',
  severity: 'error',
  title: 'The file of weights to begin with cannot be read, or has other tensors than the model.',
  *check(context) {
    const { experiment, pathExists, checkWeights } = context;
    const file = namedFile(context);
    if (file === undefined || pathExists?.(file) === false) return;
    const message = checkWeights?.(experiment, file);
    if (message !== undefined) yield { message, range: placeOf(context, key) };
  },
};
