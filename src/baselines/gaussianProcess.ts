// A Gaussian process with a squared-exponential kernel, its length scale and noise those of the largest marginal
// likelihood on the support set.

import type { Baseline } from './baseline.ts';
import { type CholeskySolver, factorise } from './choleskySolver.ts';
import {
  columnsOf,
  dot,
  meanRow,
  minus,
  placeOfLeast,
  type Row,
  rowsOf,
  squaredDistance,
  targetRowsOf,
} from './rows.ts';

/** Parts of the root mean square distance between support samples, evenly from 0.05 to 5 in proportion. */
const lengthScales = Array.from({ length: 21 }, (_, step) => 0.05 * 100 ** (step / 20));
/** Variance of the noise as a part of the function's own. */
const noises = [1e-6, 1e-4, 1e-2, 1e-1];

interface Fit {
  readonly lengthScale: number;
  /** Without the parts that are the same for all. */
  readonly logLikelihood: number;
  /** For each output the weights of the support samples. */
  readonly weights: readonly Row[];
}

/**
 * Prior mean: that of the support targets. The function's variance is the most likely one for each length scale and
 * noise, for each output by itself; answers do not depend on it.
 */
export const gaussianProcess: Baseline = {
  name: 'gaussianProcess',
  answer({ support, query }) {
    const [inputs, targets] = [rowsOf(support), targetRowsOf(support)];
    const means = meanRow(targets);
    const outputs = columnsOf(targets.map((row) => minus(row, means)));
    const fits = fitAll(inputs, outputs);
    const best = fits[placeOfLeast(fits.map(({ logLikelihood }) => -logLikelihood))];
    const answers = rowsOf(query).map((row) => {
      const similarities = best === undefined ? [] : inputs.map((known) => kernel(known, row, best.lengthScale));
      return means.map((mean, output) => mean + dot(similarities, best?.weights[output] ?? []));
    });
    return Float32Array.from(answers.flat());
  },
};

function kernel(a: Row, b: Row, lengthScale: number): number {
  return Math.exp(-squaredDistance(a, b) / (2 * lengthScale * lengthScale));
}

/** None where all support samples are at one place. */
function fitAll(inputs: readonly Row[], outputs: readonly Row[]): Fit[] {
  const spread = rootMeanSquareDistance(inputs);
  if (!(spread > 0)) return [];
  return lengthScales.flatMap((part) => {
    const lengthScale = part * spread;
    const matrix = inputs.map((a) => inputs.map((b) => kernel(a, b, lengthScale)));
    return noises.flatMap((noise) => {
      const solver = factorise(matrix, noise);
      if (solver === undefined) return [];
      const weights = outputs.map((values) => solver.solve(values));
      return [{ lengthScale, weights, logLikelihood: logLikelihoodOf(outputs, weights, solver) }];
    });
  });
}

/** With the most likely variance of each output: yᵀ K⁻¹ y / n. */
function logLikelihoodOf(outputs: readonly Row[], weights: readonly Row[], { logDeterminant }: CholeskySolver): number {
  let sum = 0;
  outputs.forEach((values, output) => {
    const variance = dot(values, weights[output] ?? []) / values.length;
    sum -= 0.5 * (values.length * Math.log(variance) + logDeterminant);
  });
  return sum;
}

function rootMeanSquareDistance(rows: readonly Row[]): number {
  let [sum, pairs] = [0, 0];
  rows.forEach((a, place) => {
    for (const b of rows.slice(0, place)) {
      sum += squaredDistance(a, b);
      pairs++;
    }
  });
  return Math.sqrt(sum / pairs);
}
