// Rules on step sizes: the meta step size and its annealing, and the inner learning rate.

import { followsMetaGradient, followsSteps, type StepFollower } from '../algorithms.ts';
import type { Algorithm } from '../schema.ts';
import { isWritten, placeOf, type Rule, settingFix } from './rule.ts';

const finalPath = ['algorithm', 'metaStepSizeFinal'];
const startPath = ['algorithm', 'metaStepSize'];
const schedulePath = ['algorithm', 'metaStepSchedule'];
const ratePath = ['algorithm', 'innerOptimizer', 'learningRate'];

const whyAnneal = 'The paper anneals it to 0; without that, implementations have lost about 5 points of accuracy.';

export const stepSizeNotAnnealed: Rule = {
  id: 'step-size-not-annealed',
  severity: 'warning',
  title: 'The meta step size does not fall.',
  *check(context) {
    const { algorithm } = context.experiment;
    if ((algorithm.kind !== 'reptile' && algorithm.kind !== 'fomaml') || !interpolates(algorithm)) return;
    const { metaStepSize, metaStepSizeFinal, metaStepSchedule } = algorithm;
    if (metaStepSchedule === 'constant') {
      const message = `The meta step size stays at ${metaStepSize}. ${whyAnneal} Set "metaStepSchedule" to "linear".`;
      yield { message, range: placeOf(context, schedulePath), ...settingFix(context, schedulePath, 'linear') };
      return;
    }
    if (metaStepSizeFinal < metaStepSize) return;
    const course =
      metaStepSizeFinal === metaStepSize
        ? `The meta step size stays at ${metaStepSize}`
        : `The meta step size grows from ${metaStepSize} to ${metaStepSizeFinal}`;
    const message = `${course}. ${whyAnneal} Set "metaStepSizeFinal" to 0.`;
    yield { message, range: placeOf(context, finalPath, startPath), ...settingFix(context, finalPath, 0) };
  },
};

export const stepSizeAboveOne: Rule = {
  id: 'step-size-above-one',
  severity: 'warning',
  title: 'A meta step size above 1 oversteps the adapted parameters.',
  *check(context) {
    const { algorithm } = context.experiment;
    if (algorithm.kind !== 'reptile' || !interpolates(algorithm) || algorithm.metaStepSize <= 1) return;
    const { metaStepSize } = algorithm;
    const message =
      `A meta step size of ${metaStepSize} goes past the parameters that the tasks adapted to, and may diverge. ` +
      'The update is an interpolation for values up to 1.';
    yield { message, range: placeOf(context, startPath), ...settingFix(context, startPath, 1) };
  },
};

export const largeOuterStep: Rule = {
  id: 'large-outer-step',
  severity: 'warning',
  title: 'The meta step size is unusually large for the outer optimizer.',
  *check(context) {
    const { algorithm } = context.experiment;
    if (algorithm.kind === 'scratch' || algorithm.outerOptimizer.kind === 'interpolation') return;
    const { outerOptimizer, metaStepSize } = algorithm;
    const [limit, usual] = outerOptimizer.kind === 'adam' ? [0.05, 0.001] : [1, 0.01];
    if (metaStepSize < limit) return;
    const what =
      outerOptimizer.kind === 'adam'
        ? `Adam moves every parameter by about "metaStepSize" in each update; ${metaStepSize} leaves nothing of what was learned`
        : `A learning rate of ${metaStepSize} is unusually large for gradient descent on the meta-gradient, and may diverge`;
    yield {
      message: `${what}. ${usual} is usual.`,
      range: placeOf(context, startPath),
      ...settingFix(context, startPath, usual),
    };
  },
};

export const finalStepSizeWithoutEffect: Rule = {
  id: 'final-step-size-without-effect',
  severity: 'information',
  title: 'A final meta step size is set, but the schedule never goes there.',
  *check(context) {
    const { algorithm } = context.experiment;
    if (algorithm.kind === 'scratch' || algorithm.metaStepSchedule !== 'constant' || !isWritten(context, finalPath))
      return;
    const message =
      `The meta step size stays at ${algorithm.metaStepSize}, because "metaStepSchedule" is "constant": "metaStepSizeFinal" changes nothing. ` +
      'Leave it out, or set the schedule to "linear" or "cosine".';
    yield { message, range: placeOf(context, finalPath), ...settingFix(context, schedulePath, 'linear') };
  },
};

function interpolates(algorithm: Algorithm): algorithm is StepFollower {
  return followsSteps(algorithm) && algorithm.outerOptimizer.kind === 'interpolation';
}

/** From here on a step is larger than the weights that a layer starts with. */
const largestUsual = { adam: 0.05, momentum: 0.5, sgd: 1 } as const;
const advice = {
  adam: 'The paper uses 0.001.',
  momentum: 'With momentum 0.9, 0.01 is usual.',
  sgd: 'The paper uses 0.02.',
} as const;
const adviceForMetaGradients = "MAML's paper uses 0.4 for Omniglot and 0.01 for sine waves and mini-ImageNet.";

export const largeLearningRate: Rule = {
  id: 'large-learning-rate',
  severity: 'warning',
  title: 'The inner learning rate is unusually large.',
  *check(context) {
    const { algorithm } = context.experiment;
    const { innerOptimizer, innerBatch } = algorithm;
    // Steps along the summed loss grow with the batch; Adam's do not depend on the loss's scale.
    const scale = innerOptimizer.kind !== 'adam' && innerOptimizer.reduction === 'sum' ? innerBatch : 1;
    const limit = largestUsual[innerOptimizer.kind];
    if (innerOptimizer.learningRate * scale < limit) return;
    const summed = scale > 1 ? ` on the sum over ${scale} samples` : '';
    const message =
      `A learning rate of ${innerOptimizer.learningRate}${summed} is unusually large for ${nameOf[innerOptimizer.kind]} and may diverge. ` +
      (followsMetaGradient(algorithm) ? adviceForMetaGradients : advice[innerOptimizer.kind]);
    yield { message, range: placeOf(context, ratePath) };
  },
};

const nameOf = { adam: 'Adam', momentum: 'gradient descent with momentum', sgd: 'SGD' } as const;
