// Ridge regression: linear in features, with the penalty that predicts support samples best which it was not fitted to.

import { extentOf } from '../base/extent.ts';
import type { Samples } from '../engine/learner.ts';
import type { Baseline } from './baseline.ts';
import { factorise } from './choleskySolver.ts';
import { columnsOf, dot, meanRow, minus, placeOfLeast, type Row, rowsOf, targetRowsOf } from './rows.ts';

/** Largest power of a polynomial of one number. */
const mostDegree = 9;
/** Parts of the sum of squares of all centred features. */
const penalties = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/** Features are the inputs as they are. */
export const linearRidge: Baseline = {
  name: 'ridge',
  answer: ({ support, query }) => bestAnswers([fitRidge(rowsOf(support), support)], [rowsOf(query)]),
};

/**
 * For inputs of one number: its powers, with the points of the task scaled to −1 … 1. How many of them, up to the
 * ninth, is chosen as the penalty is.
 */
export const polynomialRidge: Baseline = {
  name: 'ridge',
  answer({ support, query }) {
    const xs = [...support.inputs, ...query.inputs];
    const { least: low, most: high } = extentOf(xs);
    const powersOf = (degree: number) => (x: number) => {
      const scaled = high > low ? (2 * (x - low)) / (high - low) - 1 : 0;
      return Float64Array.from({ length: degree }, (_, power) => scaled ** (power + 1));
    };
    const degrees = Array.from({ length: mostDegree }, (_, degree) => powersOf(degree + 1));
    return bestAnswers(
      degrees.map((features) => fitRidge(Array.from(support.inputs, features), support)),
      degrees.map((features) => Array.from(query.inputs, features)),
    );
  },
};

/** With the best of all penalties. */
interface FittedRidge {
  readonly meanFeatures: Row;
  readonly meanTargets: readonly number[];
  /** Undefined where all features are constant. */
  readonly fit: Fit | undefined;
}

interface Fit {
  /** For each output the weights of the features. */
  readonly weights: readonly Row[];
  /** Mean squared error of the support samples, each answered by a fit to all others. */
  readonly errorLeftOut: number;
}

/** The intercept is not penalised: features and targets are centred. */
function fitRidge(features: readonly Row[], support: Samples): FittedRidge {
  const targets = targetRowsOf(support);
  const [meanFeatures, meanTargets] = [meanRow(features), meanRow(targets)];
  const inputs = features.map((row) => minus(row, meanFeatures));
  const outputs = columnsOf(targets.map((row) => minus(row, meanTargets)));
  const fits = fitPenalties(inputs, outputs);
  return { meanFeatures, meanTargets, fit: fits[placeOfLeast(fits.map(({ errorLeftOut }) => errorLeftOut))] };
}

/** By the fit with the least error. @param queries for each of the fits the features of all queries */
function bestAnswers(fits: readonly FittedRidge[], queries: readonly (readonly Row[])[]): Float32Array {
  const best = placeOfLeast(fits.map(({ fit }) => fit?.errorLeftOut ?? Number.POSITIVE_INFINITY));
  const { meanFeatures = [], meanTargets = [], fit } = fits[best] ?? {};
  const answers = (queries[best] ?? []).map((row) => {
    const input = minus(row, meanFeatures);
    return meanTargets.map((mean, output) => (fit === undefined ? mean : mean + dot(fit.weights[output] ?? [], input)));
  });
  return Float32Array.from(answers.flat());
}

/**
 * One fit for each penalty; none where all features are constant. Where there are more features than samples, the
 * equations are those of the samples (the dual form), otherwise those of the features.
 * @param inputs centred, a row for each sample
 * @param outputs centred, for each output the values of all samples
 */
function fitPenalties(inputs: readonly Row[], outputs: readonly Row[]): Fit[] {
  const features = columnsOf(inputs);
  const isDual = features.length > inputs.length;
  const vectors = isDual ? inputs : features;
  const gram = vectors.map((a) => Float64Array.from(vectors, (b) => dot(a, b)));
  const sumOfSquares = gram.reduce((sum, row, place) => sum + (row[place] ?? 0), 0);
  return penalties.flatMap((part) => {
    const solver = factorise(gram, part * sumOfSquares);
    if (solver === undefined) return [];
    const weights = isDual
      ? outputs.map((values) => features.map((feature) => dot(feature, solver.solve(values))))
      : outputs.map((values) => solver.solve(features.map((feature) => dot(feature, values))));
    const leverages = isDual
      ? gram.map((row, sample) => solver.solve(row)[sample] ?? Number.NaN)
      : inputs.map((row) => dot(row, solver.solve(row)));
    return [{ weights, errorLeftOut: errorLeftOut(inputs, outputs, weights, leverages) }];
  });
}

/** Without fitting again: a sample's residual grows by 1 / (1 − leverage) where the sample is left out. */
function errorLeftOut(
  inputs: readonly Row[],
  outputs: readonly Row[],
  weights: readonly Row[],
  leverages: readonly number[],
): number {
  let sum = 0;
  outputs.forEach((values, output) => {
    inputs.forEach((row, sample) => {
      const residual = (values[sample] ?? Number.NaN) - dot(weights[output] ?? [], row);
      // The mean has a leverage, too.
      const leftOut = residual / (1 - 1 / inputs.length - (leverages[sample] ?? Number.NaN));
      sum += leftOut * leftOut;
    });
  });
  return sum / (outputs.length * inputs.length);
}
