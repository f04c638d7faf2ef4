// Compiles losses to operations: the loss with its gradient by the outputs, and the derivative of that gradient.

import type { Model } from '../../model.ts';
import type { Tensor } from './layerProgram.ts';
import { widthOf } from './layout.ts';
import type { Word } from './memoryPlan.ts';
import { operation } from './operations.ts';

/** @param summed whether the gradient is that of the batch's summed loss, not of its mean */
export function compileLoss({ loss, outputSize }: Model, output: Tensor, summed: boolean): readonly Word[] {
  const { values: outputs, gradient } = output;
  const shared = { stride: widthOf(output.layout), gradient, summed };
  switch (loss) {
    case 'softmaxCrossEntropy':
      return operation('SOFTMAX_CROSS_ENTROPY', { ...shared, classes: outputSize, logits: outputs });
    case 'meanSquaredError':
      return operation('MEAN_SQUARED_ERROR', { ...shared, width: outputSize, outputs });
    case 'policyGradient':
      return operation('POLICY_GRADIENT', { ...shared, components: outputSize / 2, outputs });
  }
}

/** The derivative of the loss's gradient by the outputs along the vector. */
export function compileLossTangent(
  { loss, outputSize }: Model,
  { layout, values: outputs, tangent }: Tensor,
): readonly Word[] {
  if (tangent?.values === undefined) return [];
  const outputsTangent = tangent.values;
  const shared = { stride: widthOf(layout), gradientTangent: tangent.gradient };
  switch (loss) {
    case 'softmaxCrossEntropy':
      return operation('SOFTMAX_CROSS_ENTROPY_TANGENT', {
        ...shared,
        classes: outputSize,
        logits: outputs,
        logitsTangent: outputsTangent,
      });
    case 'meanSquaredError':
      return operation('MEAN_SQUARED_ERROR_TANGENT', { ...shared, width: outputSize, outputsTangent });
    case 'policyGradient':
      return operation('POLICY_GRADIENT_TANGENT', { ...shared, components: outputSize / 2, outputs, outputsTangent });
  }
}
