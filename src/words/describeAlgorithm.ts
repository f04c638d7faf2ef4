// An experiment's algorithm as the panel tells of it: its name, what is not usual about it, and what its ε is.

import { followsSteps } from '../experiment/algorithms.ts';
import type { Algorithm } from '../experiment/schema.ts';
import type { AlgorithmSummary } from '../panel/panelMessages.ts';
import type { Translate } from './translate.ts';

/** In codes: the functions below have words for them, `nameOfAlgorithm` has the name. */
export function summarizeAlgorithm(algorithm: Algorithm): AlgorithmSummary {
  return {
    kind: algorithm.kind,
    outerOptimizer: unusualOuterOptimizer(algorithm),
    stepSize: stepSizeOf(algorithm),
  };
}

export function nameOuterOptimizer(outerOptimizer: NonNullable<AlgorithmSummary['outerOptimizer']>): string {
  switch (outerOptimizer) {
    case 'adam':
      return 'Adam';
    case 'sgd':
      return 'SGD';
  }
}

export function nameStepSize(stepSize: NonNullable<AlgorithmSummary['stepSize']>, translate: Translate): string {
  switch (stepSize) {
    case 'metaStepSize':
      return translate('Meta step size');
    case 'outerLearningRate':
      return translate('Outer learning rate');
  }
}

/** Interpolation is usual for algorithms that follow steps, Adam for those that follow gradients. */
function unusualOuterOptimizer(algorithm: Algorithm): AlgorithmSummary['outerOptimizer'] {
  if (algorithm.kind === 'scratch') return null;
  switch (algorithm.outerOptimizer.kind) {
    case 'interpolation':
      return null;
    case 'adam':
      return followsSteps(algorithm) ? 'adam' : null;
    case 'sgd':
      return 'sgd';
  }
}

/** What interpolation goes by is a meta step size; what an optimizer goes by, a learning rate. */
function stepSizeOf(algorithm: Algorithm): AlgorithmSummary['stepSize'] {
  if (algorithm.kind === 'scratch') return null;
  return algorithm.outerOptimizer.kind === 'interpolation' ? 'metaStepSize' : 'outerLearningRate';
}
