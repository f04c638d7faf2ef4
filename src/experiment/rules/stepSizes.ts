// Rules on step sizes: the meta step size and its annealing, and the inner learning rate.

import { placeOf, type Rule, settingFix } from './rule.ts';

const finalPath = ['algorithm', 'metaStepSizeFinal'];
const startPath = ['algorithm', 'metaStepSize'];
const ratePath = ['algorithm', 'innerOptimizer', 'learningRate'];

export const stepSizeNotAnnealed: Rule = {
  id: 'step-size-not-annealed',
  severity: 'warning',
  title: 'The meta step size does not fall.',
  *check(context) {
    const { metaStepSize, metaStepSizeFinal } = context.experiment.algorithm;
    if (metaStepSizeFinal < metaStepSize) return;
    const course =
      metaStepSizeFinal === metaStepSize
        ? `The meta step size stays at ${metaStepSize}`
        : `The meta step size grows from ${metaStepSize} to ${metaStepSizeFinal}`;
    const message =
      `${course}. The paper anneals it to 0; without that, implementations have lost about 5 points of accuracy. ` +
      'Set "metaStepSizeFinal" to 0.';
    yield { message, range: placeOf(context, finalPath, startPath), ...settingFix(context, finalPath, 0) };
  },
};

export const stepSizeAboveOne: Rule = {
  id: 'step-size-above-one',
  severity: 'warning',
  title: 'A meta step size above 1 oversteps the adapted parameters.',
  *check(context) {
    const { metaStepSize } = context.experiment.algorithm;
    if (metaStepSize <= 1) return;
    const message =
      `A meta step size of ${metaStepSize} goes past the parameters that the tasks adapted to, and may diverge. ` +
      'The update is an interpolation for values up to 1.';
    yield { message, range: placeOf(context, startPath), ...settingFix(context, startPath, 1) };
  },
};

/** From here on a step is larger than the weights that a layer starts with. */
const largestUsual = { adam: 0.05, momentum: 0.5, sgd: 1 } as const;
const advice = {
  adam: 'The paper uses 0.001.',
  momentum: 'With momentum 0.9, 0.01 is usual.',
  sgd: 'The paper uses 0.02.',
} as const;

export const largeLearningRate: Rule = {
  id: 'large-learning-rate',
  severity: 'warning',
  title: 'The inner learning rate is unusually large.',
  *check(context) {
    const { innerOptimizer, innerBatch } = context.experiment.algorithm;
    // Steps along the summed loss grow with the batch; Adam's do not depend on the loss's scale.
    const scale = innerOptimizer.kind !== 'adam' && innerOptimizer.reduction === 'sum' ? innerBatch : 1;
    const limit = largestUsual[innerOptimizer.kind];
    if (innerOptimizer.learningRate * scale < limit) return;
    const summed = scale > 1 ? ` on the sum over ${scale} samples` : '';
    const message =
      `A learning rate of ${innerOptimizer.learningRate}${summed} is unusually large for ${nameOf[innerOptimizer.kind]} and may diverge. ` +
      advice[innerOptimizer.kind];
    yield { message, range: placeOf(context, ratePath) };
  },
};

const nameOf = { adam: 'Adam', momentum: 'gradient descent with momentum', sgd: 'SGD' } as const;
