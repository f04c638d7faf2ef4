// Rules on the inner loop's batches and steps.

import { algorithmNames, trainingSizesOf, trainingSplitOf } from '../algorithms.ts';
import { type SupportSize, sizesOfTask } from '../taskSizes.ts';
import { type Finding, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';

export const innerBatchTooLarge: Rule = {
  id: 'inner-batch-too-large',
  severity: 'warning',
  title: 'An inner batch is larger than the support set it is drawn from.',
  *check(context) {
    const { experiment } = context;
    const sizes = sizesOfTask(experiment.task);
    if (sizes === undefined) return;
    const { trainingSupport, heldOutSupport } = sizes;
    const split = trainingSplitOf(experiment.algorithm, trainingSizesOf(sizes));
    const forInnerSteps =
      split === undefined
        ? trainingSupport
        : {
            samples: split.innerSamples,
            origin: `${trainingSupport.origin}, less ${split.outerSamples} for the outer loss: ${split.innerSamples}`,
          };
    // A split that leaves nothing is another rule's.
    if (forInnerSteps.samples > 0)
      yield* oversizedBatch(context, 'algorithm', experiment.algorithm.innerBatch, forInnerSteps);
    yield* oversizedBatch(context, 'evaluation', experiment.evaluation.innerBatch, heldOutSupport);
  },
};

export const singleInnerStep: Rule = {
  id: 'single-inner-step',
  severity: 'warning',
  title: 'One inner step is joint training, not meta-learning.',
  *check(context) {
    const { algorithm } = context.experiment;
    if ((algorithm.kind !== 'reptile' && algorithm.kind !== 'fomaml') || algorithm.innerSteps !== 1) return;
    const message =
      `With one inner step, ${algorithmNames[algorithm.kind]} is joint training on all tasks: it finds no initialization that adapts fast. ` +
      'Use 5 steps or more.';
    yield {
      message,
      range: placeOf(context, ['algorithm', 'innerSteps']),
      ...settingFix(context, ['algorithm', 'innerSteps'], 5),
    };
  },
};

export const fewerTrainingShots: Rule = {
  id: 'fewer-training-shots',
  severity: 'information',
  title: 'Training adapts on fewer samples of a class than evaluation.',
  *check(context) {
    const { task } = context.experiment;
    if (!('ways' in task) || task.trainShots >= task.shots) return;
    const message =
      `Training adapts on ${task.trainShots} samples of a class ("trainShots"), evaluation on ${task.shots} ("shots"). ` +
      'The paper trains with more than it evaluates: 10 or 15.';
    yield { message, range: placeOf(context, ['task', 'trainShots'], ['task', 'shots']) };
  },
};

function* oversizedBatch(
  context: ReadingContext,
  part: 'algorithm' | 'evaluation',
  batch: number,
  support: SupportSize,
): Generator<Finding> {
  if (batch <= support.samples) return;
  const path = [part, 'innerBatch'];
  const tasks = part === 'algorithm' ? 'training' : 'held-out';
  const message =
    `An inner batch of ${batch} is larger than the support set of a ${tasks} task (${support.origin}), ` +
    `so each batch holds samples twice. Lower it to ${support.samples} or less.`;
  yield { message, range: placeOf(context, path), ...settingFix(context, path, support.samples) };
}
