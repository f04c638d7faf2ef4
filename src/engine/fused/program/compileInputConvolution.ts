// Compiles a convolution of the samples themselves, which have few channels and need no gradient: forward, backward and
// tangents stand together.

import { windowExtent } from '../../../experiment/window.ts';
import type { ResolvedLayer } from '../../model.ts';
import { addBiasAndActivation } from './biasActivation.ts';
import { WINDOW_ROWS } from './kernelSizes.ts';
import { type CompiledLayer, type LayerContext, type SpecOf, type Tensor, tensorWith } from './layerProgram.ts';
import { layoutOf, padToEight, widthOf } from './layout.ts';
import type { Region } from './memoryPlan.ts';
import { type ActivationKind, operation, type Place } from './operations.ts';

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
  const size = { channels, outputHeight, outputWidth, kernel, step: stride };
  workspace.atLeast(Math.max(WINDOW_ROWS * windowStride, paddedSampleFloats(size)) * 4);
  const padTop = windowExtent(height, kernel, stride, padding).padBefore;
  const padLeft = windowExtent(width, kernel, stride, padding).padBefore;
  const panels = widthOf(layout) / 8;
  const windows = {
    ...size,
    height,
    width,
    padTop,
    padLeft,
    stride: windowStride,
    panels,
  };
  const convolve = (weights: Place, y: Region) => operation('INPUT_CONVOLUTION', { ...windows, y, weights, workspace });
  const gradientBy = (dy: Region, gradient: Place) =>
    operation('INPUT_CONVOLUTION_GRADIENT', { ...windows, dy, gradient, workspace });
  const weights = context.parameter(layer, 'kernel');
  const products = {
    forward: convolve(weights.value, output.values),
    backward: gradientBy(output.gradient, weights.gradient),
  };
  return addBiasAndActivation(context, layer, spec.bias, activation, output, {
    ...products,
    tangents: compileTangents(),
  });

  // Samples do not change along the vector.
  function compileTangents() {
    const { tangent } = output;
    if (tangent?.values === undefined) return { forward: [], backward: [] };
    const change = context.parameterTangent(layer, 'kernel');
    return { forward: convolve(change.value, tangent.values), backward: gradientBy(tangent.gradient, change.gradient) };
  }
}

/** A sample with as much around it as its windows read: kernels may lay it out in the workspace in the place of these. */
export function paddedSampleFloats({ channels, outputHeight, outputWidth, kernel, step }: WindowSizes): number {
  return ((outputHeight - 1) * step + kernel) * ((outputWidth - 1) * step + kernel) * channels;
}

interface WindowSizes {
  readonly channels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly kernel: number;
  readonly step: number;
}

// Rows whose distance is a multiple of 256 bytes fall into few sets of the first-level cache.
function avoidSetConflicts(stride: number): number {
  return stride % 64 === 0 ? stride + 16 : stride;
}
