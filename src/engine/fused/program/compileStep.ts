// Compiles optimizer steps to operations.

import type { InnerOptimizer } from '../../../experiment/schema.ts';
import { padToEight } from './layout.ts';
import type { Region, Word } from './memoryPlan.ts';
import { operation } from './operations.ts';

/** Arrays as large as the parameters that the optimizer keeps. */
export function momentCount(optimizer: InnerOptimizer): number {
  switch (optimizer.kind) {
    case 'sgd':
      return 0;
    case 'momentum':
      return 1;
    case 'adam':
      return optimizer.beta1 === 0 ? 1 : 2;
  }
}

/** @param moments as many as `momentCount` says */
export function compileStep(
  optimizer: InnerOptimizer,
  count: number,
  parameters: Region,
  gradient: Region,
  moments: readonly Region[],
): readonly Word[] {
  const moved = { count: padToEight(count), parameters, gradient };
  switch (optimizer.kind) {
    case 'sgd':
      return operation('GRADIENT_DESCENT', { ...moved, learningRate: optimizer.learningRate });
    case 'momentum': {
      const [accumulated] = moments;
      if (accumulated === undefined) throw new Error('Momentum keeps an accumulated gradient.');
      const { learningRate, momentum } = optimizer;
      return operation('MOMENTUM', { ...moved, accumulated, learningRate, momentum });
    }
    case 'adam': {
      const second = moments[moments.length - 1];
      const first = moments.length > 1 ? moments[0] : undefined;
      if (second === undefined) throw new Error('Adam keeps second moments.');
      const { learningRate, beta1, beta2, epsilon } = optimizer;
      return operation('ADAM', { ...moved, first, second, learningRate, beta1, beta2, epsilon });
    }
  }
}
