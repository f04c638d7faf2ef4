// Compiles the output of a Gaussian policy to operations: forward and backward stand together.

import type { ResolvedLayer } from '../model.ts';
import { type CompiledLayer, type LayerContext, nextTensor, type Tensor } from './layerProgram.ts';
import { layoutOf, widthOf } from './layout.ts';
import { addressOf } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** @param input the means, of a layer that learns */
export function compileGaussian(context: LayerContext, layer: ResolvedLayer, input: Tensor): CompiledLayer {
  const output: Tensor = {
    ...nextTensor(context, input, layoutOf(layer.outputShape)),
    needsGradient: true,
    overwritable: false,
  };
  const logDeviations = context.parameter(layer, 'logStandardDeviation');
  const operands = [input.layout.channels, widthOf(input.layout), widthOf(output.layout)];
  return {
    output,
    forward: [
      ...[operation.APPEND_DEVIATIONS, ...operands, addressOf(input.values), logDeviations.value, addressOf(output.values)],
    ],
    backward: [
      ...[operation.APPEND_DEVIATIONS_GRADIENT, ...operands, addressOf(output.gradient), addressOf(input.gradient)],
      logDeviations.gradient,
    ],
  };
}
