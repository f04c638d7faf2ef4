// An experiment's algorithm in a few words: its name, what is not usual about it, and what its ε is.

import { algorithmNames, followsSteps } from '../experiment/algorithms.ts';
import type { Algorithm } from '../experiment/schema.ts';
import type { AlgorithmSummary } from '../panel/panelMessages.ts';

export function describeAlgorithm(algorithm: Algorithm): AlgorithmSummary {
  return {
    name: algorithmNames[algorithm.kind],
    outerOptimizer: unusualOuterOptimizer(algorithm),
    stepSizeName: stepSizeName(algorithm),
  };
}

/** Interpolation is usual for algorithms that follow steps, Adam for those that follow gradients. */
function unusualOuterOptimizer(algorithm: Algorithm): string | null {
  if (algorithm.kind === 'scratch') return null;
  switch (algorithm.outerOptimizer.kind) {
    case 'interpolation':
      return null;
    case 'adam':
      return followsSteps(algorithm) ? 'Adam' : null;
    case 'sgd':
      return 'SGD';
  }
}

/** What interpolation goes by is a meta step size; what an optimizer goes by, a learning rate. */
function stepSizeName(algorithm: Algorithm): AlgorithmSummary['stepSizeName'] {
  if (algorithm.kind === 'scratch') return null;
  return algorithm.outerOptimizer.kind === 'interpolation' ? 'Meta step size' : 'Outer learning rate';
}
