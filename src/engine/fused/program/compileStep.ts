// Compiles optimizer steps to operations.

import type { InnerOptimizer } from '../../../experiment/schema.ts';
import { doubleWords, realWord } from './layerProgram.ts';
import { padToEight } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

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
): Word[] {
  const operands = [padToEight(count), addressOf(parameters), addressOf(gradient)];
  switch (optimizer.kind) {
    case 'sgd':
      return [operation.GRADIENT_DESCENT, ...operands, realWord(optimizer.learningRate)];
    case 'momentum': {
      const [accumulated] = moments;
      if (accumulated === undefined) throw new Error('Momentum keeps an accumulated gradient.');
      const { learningRate, momentum } = optimizer;
      return [operation.MOMENTUM, ...operands, addressOf(accumulated), realWord(learningRate), realWord(momentum)];
    }
    case 'adam': {
      const second = moments[moments.length - 1];
      const first = moments.length > 1 ? moments[0] : undefined;
      if (second === undefined) throw new Error('Adam keeps second moments.');
      return [
        ...[operation.ADAM, ...operands, first === undefined ? 0 : addressOf(first), addressOf(second)],
        ...[...doubleWords(optimizer.learningRate), ...doubleWords(optimizer.beta1), ...doubleWords(optimizer.beta2)],
        realWord(optimizer.epsilon),
      ];
    }
  }
}
