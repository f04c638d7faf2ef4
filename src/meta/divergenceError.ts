// DivergenceError: training that cannot go on, because the parameters are no longer finite numbers.

import { type Translate, untranslated } from '../base/translate.ts';

/** `message` says why and what to do. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';
  /** The meta-iteration that gave the parameters. */
  readonly iteration: number;

  constructor(iteration: number) {
    super(describeDivergence(iteration, untranslated));
    this.iteration = iteration;
  }
}

/** Two sentences. */
export function describeDivergence(iteration: number, translate: Translate): string {
  return translate(
    'Training diverged in meta-iteration {0}: the parameters are no longer finite numbers. ' +
      'Lower algorithm.innerOptimizer.learningRate or algorithm.metaStepSize, or set algorithm.innerOptimizer.clipGradient, and start again.',
    iteration,
  );
}
