// Every rule of meaning, in the order in which the reference lists them, and the check that applies them all.

import type { Problem } from '../problem.ts';
import { tooFewHeldOutClasses, tooFewSamples, tooManyWays } from './classCounts.ts';
import {
  batchNormInPolicy,
  goalOutOfReach,
  heldOutSectorOfAll,
  reversedGoalInterval,
  settingWithoutEffectOnControl,
} from './controlTask.ts';
import { missingDataPath } from './dataPath.ts';
import { dropoutBeforeValues, dropoutOfNothing } from './dropout.ts';
import { duplicateDigits, duplicateTags } from './duplicates.ts';
import { fastMathVaries, fastMathWithoutEffect, memoryExceeded } from './engine.ts';
import { groupsUnknown, makersUnknown } from './grouping.ts';
import { missingInitialization, unusableInitialization } from './initialization.ts';
import { fewerTrainingShots, innerBatchTooLarge, singleInnerStep } from './innerBatch.ts';
import { checkpointAfterEnd, evaluationAfterEnd, singleEvaluationTask } from './intervals.ts';
import { batchNormOfSingleSample, layersDoNotFit, modelTooLarge } from './layers.ts';
import { combinationOfNothing, nothingForInnerSteps } from './outerLoss.ts';
import type { ReadingContext, Rule } from './rule.ts';
import { reversedInterval, tooFewPoints } from './sineTask.ts';
import { contradictoryFeatures, shorterThanWindow, soundBetweenFrames } from './speechFeatures.ts';
import {
  finalStepSizeWithoutEffect,
  largeLearningRate,
  largeOuterStep,
  stepSizeAboveOne,
  stepSizeNotAnnealed,
} from './stepSizes.ts';
import { columnNamedTwice } from './tableColumns.ts';
import { tokenCountDiffers } from './tokenLayers.ts';
import { trainingClassesAlike, trainingClassesUnmeasurable } from './trainingClasses.ts';
import { largeWeightDecay, weightDecayWithoutEffect } from './weightDecay.ts';

export const meaningRules: readonly Rule[] = [
  missingDataPath,
  missingInitialization,
  unusableInitialization,
  tooManyWays,
  tooFewHeldOutClasses,
  tooFewSamples,
  groupsUnknown,
  makersUnknown,
  tooFewPoints,
  reversedInterval,
  columnNamedTwice,
  contradictoryFeatures,
  shorterThanWindow,
  soundBetweenFrames,
  reversedGoalInterval,
  heldOutSectorOfAll,
  goalOutOfReach,
  layersDoNotFit,
  tokenCountDiffers,
  modelTooLarge,
  memoryExceeded,
  innerBatchTooLarge,
  batchNormOfSingleSample,
  batchNormInPolicy,
  nothingForInnerSteps,
  combinationOfNothing,
  singleInnerStep,
  stepSizeNotAnnealed,
  stepSizeAboveOne,
  largeOuterStep,
  largeLearningRate,
  largeWeightDecay,
  weightDecayWithoutEffect,
  singleEvaluationTask,
  trainingClassesUnmeasurable,
  trainingClassesAlike,
  duplicateDigits,
  duplicateTags,
  fastMathWithoutEffect,
  fastMathVaries,
  fewerTrainingShots,
  dropoutOfNothing,
  dropoutBeforeValues,
  evaluationAfterEnd,
  checkpointAfterEnd,
  finalStepSizeWithoutEffect,
  settingWithoutEffectOnControl,
];

/** Applies every rule. */
export function checkMeaning(context: ReadingContext): Problem[] {
  return meaningRules.flatMap((rule) =>
    [...rule.check(context)].map((finding): Problem => ({ rule: rule.id, severity: rule.severity, ...finding })),
  );
}
