// Compiles a convolution of the samples themselves, which have few channels and need no gradient: forward, backward and
// tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import { windowExtent } from '../../window.ts';
import { addBiasAndActivation } from './biasActivation.ts';
import {
  type ActivationKind,
  type CompiledLayer,
  type LayerContext,
  type SpecOf,
  type Tensor,
  tensorWith,
} from './layerProgram.ts';
import { layoutOf, padToEight, widthOf } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

export function compileInputConvolution(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'conv2d'>,
  activation: ActivationKind,
): CompiledLayer {
  const { workspace } = context;
  const [height = 0, width = 0, channels = 0] = layer.inputShape;
  const [outputHeight = 0, outputWidth = 0] = layer.outputShape;
  const { kernel, stride, padding } = spec;
  const layout = layoutOf(layer.outputShape);
  const output: Tensor = {
    ...tensorWith(context, context.gradients[0], layout, true),
    overwritable: activation === 'identity',
  };
  // Windows are written in whole vectors.
  const windowStride = avoidSetConflicts(padToEight(kernel * kernel * channels + 3));
  workspace.atLeast(operation.WINDOW_ROWS * windowStride * 4);
  const padTop = windowExtent(height, kernel, stride, padding).padBefore;
  const padLeft = windowExtent(width, kernel, stride, padding).padBefore;
  const panels = widthOf(layout) / 8;
  const geometry = [
    ...[height, width, channels, outputHeight, outputWidth, kernel, stride, padTop, padLeft],
    ...[windowStride, panels],
  ];
  const convolve = (kernel: Word, to: Region) => [
    ...[operation.INPUT_CONVOLUTION, ...geometry, addressOf(to), kernel, addressOf(workspace)],
  ];
  const gradient = (from: Region, kernel: Word) => [
    ...[operation.INPUT_CONVOLUTION_GRADIENT, ...geometry, addressOf(from), kernel, addressOf(workspace)],
  ];
  const weights = context.parameter(layer, 'kernel');
  const products = { forward: convolve(weights.value, output.values), backward: gradient(output.gradient, weights.gradient) };
  return addBiasAndActivation(context, layer, spec.bias, activation, output, { ...products, tangents: compileTangents() });

  // Samples do not change along the vector.
  function compileTangents() {
    const { tangent } = output;
    if (tangent?.values === undefined) return { forward: [], backward: [] };
    const change = context.parameterTangent(layer, 'kernel');
    return { forward: convolve(change.value, tangent.values), backward: gradient(tangent.gradient, change.gradient) };
  }
}

// Rows whose distance is a multiple of 256 bytes fall into few sets of the first-level cache.
function avoidSetConflicts(stride: number): number {
  return stride % 64 === 0 ? stride + 16 : stride;
}
