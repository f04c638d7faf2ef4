// Compiles the output of a Gaussian policy to operations: forward, backward and tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import { type CompiledLayer, type LayerContext, nextTensor, type ParameterPlace, type Tensor } from './layerProgram.ts';
import { layoutOf, widthOf } from './layout.ts';
import type { Region } from './memoryPlan.ts';
import { operation } from './operations.ts';

/** @param input the means, of a layer that learns */
export function compileGaussian(context: LayerContext, layer: ResolvedLayer, input: Tensor): CompiledLayer {
  const output: Tensor = { ...nextTensor(context, input, layoutOf(layer.outputShape), true), overwritable: false };
  const { channels: components } = input.layout;
  const sizes = { components, inputStride: widthOf(input.layout), outputStride: widthOf(output.layout) };
  const append = (means: Region, logDeviations: ParameterPlace, y: Region) =>
    operation('APPEND_DEVIATIONS', { ...sizes, means, logDeviations: logDeviations.value, y });
  const split = (dy: Region, dx: Region, { gradient }: ParameterPlace) =>
    operation('APPEND_DEVIATIONS_GRADIENT', { ...sizes, dy, dx, gradient });
  const logDeviations = context.parameter(layer, 'logStandardDeviation');
  const forward = append(input.values, logDeviations, output.values);
  const backward = split(output.gradient, input.gradient, logDeviations);
  const [from, to] = [input.tangent, output.tangent];
  if (from?.values === undefined || to?.values === undefined) {
    return { output, forward, backward, withTangents: { forward, backward } };
  }
  const change = context.parameterTangent(layer, 'logStandardDeviation');
  return {
    output,
    forward,
    backward,
    withTangents: {
      forward: [...forward, ...append(from.values, change, to.values)],
      backward: [...backward, ...split(to.gradient, from.gradient, change)],
    },
  };
}
