// Compiles convolutions with 3x3 kernels and stride 1 to Winograd's algorithm, where it is faster: forward and backward stand
// together.

import type { ResolvedLayer } from '../model.ts';
import { windowExtent } from '../window.ts';
import { compileBiasActivation } from './biasActivation.ts';
import {
  type ActivationKind,
  type CompiledLayer,
  type LayerContext,
  nextTensor,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { layoutOf, padToEight, widthOf } from './layout.ts';
import { addressOf, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';
import { addTangents, convolutionSum } from './tapSum.ts';

const TILE_OUTPUTS = 4;
const POINTS = 36;

/** A block's transformed inputs and outputs take about this many bytes: they and the weights then fit into a cache of 1 MiB. */
const BLOCK_BYTES = 1 << 18;

/**
 * Whether Winograd's algorithm is faster than the product over gathered rows: the choice is by sizes alone, so that it is the same
 * everywhere. It needs channels enough for its 36 small products, and images that its tiles of 4x4 do not overshoot by much:
 * measured, it wins from 16 channels on where it has less than half of the products.
 */
export function suitsWinograd(layer: ResolvedLayer, { kernel, stride, filters }: SpecOf<'conv2d'>): boolean {
  const [outputHeight = 0, outputWidth = 0] = layer.outputShape;
  const [, , channels = 0] = layer.inputShape;
  const products = POINTS * tilesAcross(outputHeight) * tilesAcross(outputWidth);
  return kernel === 3 && stride === 1 && channels >= 16 && filters >= 16 && 2 * products <= 9 * outputHeight * outputWidth;
}

export function compileWinograd(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'conv2d'>,
  input: Tensor,
  activation: ActivationKind,
): CompiledLayer {
  const { plan, forwardBatch, transposed, workspace } = context;
  const [height = 0, width = 0] = layer.inputShape;
  const [outputHeight = 0, outputWidth = 0] = layer.outputShape;
  const layout = layoutOf(layer.outputShape);
  const outputs = widthOf(layout);
  const { channels: depth, stride: channels } = input.layout;
  const output: Tensor = { ...nextTensor(context, input, layout, true), overwritable: activation === 'identity' };
  const kernel = context.parameter(layer, 'kernel');
  const panels = outputs / 8;
  const points = plan.floats(POINTS * depth * outputs);
  const blockTiles = Math.min(
    forwardBatch * tilesAcross(outputHeight) * tilesAcross(outputWidth),
    Math.max(8, Math.floor(BLOCK_BYTES / (POINTS * 4 * (channels + outputs)))),
  );
  const pointBytes = POINTS * depth * outputs * 4;
  const blockBytes = POINTS * (4 * Math.max(channels, outputs) + 4 * blockTiles * (channels + outputs) + 128);
  workspace.atLeast(pointBytes + blockBytes);
  const padTop = windowExtent(height, spec.kernel, spec.stride, spec.padding).padBefore;
  const padLeft = windowExtent(width, spec.kernel, spec.stride, spec.padding).padBefore;
  const geometry = [height, width, outputHeight, outputWidth, padTop, padLeft, channels, depth, outputs, blockTiles];
  const rest = compileBiasActivation(context, layer, spec.bias, activation, output);

  const forward: Word[] = [
    ...[operation.WINOGRAD_WEIGHTS, depth, panels, kernel.value, addressOf(points)],
    ...[operation.WINOGRAD, ...geometry, addressOf(input.values), addressOf(output.values), addressOf(points)],
    addressOf(workspace, pointBytes),
    ...rest.forward,
  ];

  const backward: Word[] = [...rest.backward];
  if (input.needsGradient) {
    transposed.atLeast(POINTS * padToEight(depth) * outputs * 4);
    backward.push(operation.TRANSPOSE_WEIGHTS, POINTS, depth, outputs, addressOf(points), addressOf(transposed));
  }
  backward.push(
    ...[operation.WINOGRAD_GRADIENT, ...geometry, addressOf(input.values), addressOf(output.gradient)],
    ...(input.needsGradient ? [addressOf(input.gradient), addressOf(transposed)] : [0, 0]),
    ...[addressOf(workspace, pointBytes), addressOf(workspace)],
    ...[operation.WINOGRAD_WEIGHT_GRADIENT, depth, panels, addressOf(workspace), kernel.gradient],
  );
  return addTangents(context, layer, input, convolutionSum(layer, spec, input), activation, { output, forward, backward });
}

function tilesAcross(outputs: number): number {
  return Math.ceil(outputs / TILE_OUTPUTS);
}
