// Compiles losses to operations: the loss with its gradient by the outputs, and the derivative of that gradient.

import type { Model } from '../../model.ts';
import type { Tensor } from './layerProgram.ts';
import { widthOf } from './layout.ts';
import { addressOf, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** @param summed whether the gradient is that of the batch's summed loss, not of its mean */
export function compileLoss(model: Model, output: Tensor, summed: boolean): Word[] {
  const places = [widthOf(output.layout), addressOf(output.values), addressOf(output.gradient), summed ? 1 : 0];
  switch (model.loss) {
    case 'softmaxCrossEntropy':
      return [operation.SOFTMAX_CROSS_ENTROPY, model.outputSize, ...places];
    case 'meanSquaredError':
      return [operation.MEAN_SQUARED_ERROR, model.outputSize, ...places];
    case 'policyGradient':
      return [operation.POLICY_GRADIENT, model.outputSize / 2, ...places];
  }
}

/** The derivative of the loss's gradient by the outputs along the vector. */
export function compileLossTangent(model: Model, { layout, values, tangent }: Tensor): Word[] {
  if (tangent?.values === undefined) return [];
  const places = [widthOf(layout), addressOf(values), addressOf(tangent.values), addressOf(tangent.gradient)];
  switch (model.loss) {
    case 'softmaxCrossEntropy':
      return [operation.SOFTMAX_CROSS_ENTROPY_TANGENT, model.outputSize, ...places];
    case 'meanSquaredError':
      return [operation.MEAN_SQUARED_ERROR_TANGENT, model.outputSize, ...places];
    case 'policyGradient':
      return [operation.POLICY_GRADIENT_TANGENT, model.outputSize / 2, ...places];
  }
}
