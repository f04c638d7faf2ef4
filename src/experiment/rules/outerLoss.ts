// Rules on what θ follows: samples for the outer loss, and weights of inner steps.

import { followsMetaGradient, trainingSizesOf, trainingSplitOf } from '../algorithms.ts';
import { sizesOfTask } from '../taskSizes.ts';
import { placeOf, type Rule, settingFix } from './rule.ts';

export const nothingForInnerSteps: Rule = {
  id: 'nothing-for-inner-steps',
  severity: 'error',
  title: 'Of a training task, all samples would be set apart for the outer loss.',
  *check(context) {
    const { algorithm, task } = context.experiment;
    const sizes = sizesOfTask(task);
    if (sizes === undefined) return;
    const split = trainingSplitOf(algorithm, trainingSizesOf(sizes));
    if (split === undefined || split.innerSamples > 0) return;
    const key = followsMetaGradient(algorithm) ? 'queryShots' : 'tailShots';
    const { origin, samples } = sizes.trainingSupport;
    const shots = (samples * split.shots) / split.outerSamples;
    const path = ['algorithm', key];
    const apart = `A training task has ${origin}, and "${key}" sets ${split.shots}${shots === samples ? '' : ' of each class'} apart`;
    if (shots === 1) {
      const message = `${apart}: nothing is left to adapt on. Raise "trainShots" to 2 or more.`;
      yield { message, range: placeOf(context, ['task', 'trainShots'], path) };
      return;
    }
    const half = Math.floor(shots / 2);
    const message = `${apart}: nothing is left to adapt on. Lower it below ${shots}, or raise "trainShots".`;
    yield { message, range: placeOf(context, path, ['task', 'trainShots']), ...settingFix(context, path, half) };
  },
};

export const combinationOfNothing: Rule = {
  id: 'combination-of-nothing',
  severity: 'error',
  title: 'Every inner step has weight 0.',
  *check(context) {
    const { algorithm } = context.experiment;
    if (algorithm.kind !== 'gradientCombination' || algorithm.weights.some((weight) => weight !== 0)) return;
    const path = ['algorithm', 'weights'];
    const message =
      'Every inner step has weight 0, so the initialization never moves. Give at least one of them another weight.';
    yield {
      message,
      range: placeOf(context, path),
      ...settingFix(
        context,
        path,
        algorithm.weights.map(() => 1),
      ),
    };
  },
};
