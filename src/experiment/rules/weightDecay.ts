// Rules on weight decay: how much of every parameter a step takes away.

import type { InnerOptimizer } from '../schema.ts';
import { placeOf, type Rule } from './rule.ts';

const decayPath = ['algorithm', 'innerOptimizer', 'weightDecay'];
const ratePath = [...decayPath, 'rate'];
const factorPath = [...decayPath, 'factor'];

/** From here on a few steps leave little of the initialization. */
const large = 0.1;
/** Half the distance from 1 to the next smaller float32: what takes less away leaves every parameter as it is. */
const smallest = 2 ** -25;

export const largeWeightDecay: Rule = {
  id: 'large-weight-decay',
  severity: 'warning',
  title: 'Weight decay takes much of every parameter away in each inner step.',
  *check(context) {
    const { innerOptimizer } = context.experiment.algorithm;
    const share = shareOf(innerOptimizer);
    if (share === undefined || share < large) return;
    const much =
      share < 1
        ? `Weight decay takes ${(100 * share).toPrecision(4)} % of every parameter away in each inner step, and little of the initialization is left after a few.`
        : `Weight decay takes more of every parameter away in each inner step than there is: a multiple, ${share.toPrecision(4)}, and may diverge.`;
    yield { message: `${much} ${explanationOf(innerOptimizer)}`, range: placeOf(context, ratePath, factorPath) };
  },
};

export const weightDecayWithoutEffect: Rule = {
  id: 'weight-decay-without-effect',
  severity: 'warning',
  title: 'Weight decay takes less away than parameters can show.',
  *check(context) {
    const { innerOptimizer } = context.experiment.algorithm;
    const share = shareOf(innerOptimizer);
    if (innerOptimizer.weightDecay?.kind === 'l2' || share === undefined || share >= smallest) return;
    const message =
      `Weight decay would take ${share.toPrecision(2)} of every parameter away in each inner step; parameters are numbers of 24 bits, ` +
      `of which less than ${smallest.toPrecision(2)} rounds to nothing. ${explanationOf(innerOptimizer)}`;
    yield { message, range: placeOf(context, ratePath, factorPath) };
  },
};

/** What is taken away in a step, as a part of each parameter; undefined where there is none, or Adam decides. */
function shareOf(optimizer: InnerOptimizer): number | undefined {
  const { weightDecay, learningRate } = optimizer;
  switch (weightDecay?.kind) {
    case undefined:
      return undefined;
    case 'factor':
      return 1 - weightDecay.factor;
    case 'decoupled':
      return learningRate * weightDecay.rate;
    case 'l2':
      // Momentum takes what one gradient asks for in many steps, as much as this together.
      if (optimizer.kind === 'adam') return undefined;
      return (learningRate * weightDecay.rate) / (optimizer.kind === 'momentum' ? 1 - optimizer.momentum : 1);
  }
}

function explanationOf({ weightDecay }: InnerOptimizer): string {
  return weightDecay?.kind === 'factor'
    ? '"factor" is what is left of a parameter; the reference code\'s flag is meant the same way, and 1 without it.'
    : 'What is taken away is "learningRate" times "rate".';
}
