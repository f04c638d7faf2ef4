// Compiles convolutions with 3x3 kernels and stride 1 to Winograd's algorithm, where it is faster: forward, backward
// and tangents stand together.

import { countCellsInside, windowExtent } from '../../../experiment/window.ts';
import type { ResolvedLayer } from '../../model.ts';
import { addBiasAndActivation } from './biasActivation.ts';
import { type CompiledLayer, type LayerContext, nextTensor, type SpecOf, type Tensor } from './layerProgram.ts';
import { layoutOf, padToEight, sampleFloats, widthOf } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import { type ActivationKind, operation, type Place } from './operations.ts';

const TILE_OUTPUTS = 4;
const POINTS = 36;

/**
 * A block's transformed inputs and outputs take about this many bytes: they and the weights then fit into a cache of 1
 * MiB.
 */
const BLOCK_BYTES = 1 << 18;

/**
 * Whether Winograd's algorithm is faster than the product over gathered rows: the choice is by sizes alone, so that it
 * is the same everywhere. Measured on images of 3 to 42 pixels (batch 10, forward and backward), with at most 5/9 of
 * the products it takes 0.7 of the time with 16 channels and 0.55 with 32; with more products, or with 8 channels, it
 * hardly wins, or loses.
 */
export function suitsWinograd(layer: ResolvedLayer, { kernel, stride, filters, padding }: SpecOf<'conv2d'>): boolean {
  const [height = 0, width = 0, channels = 0] = layer.inputShape;
  const [outputHeight = 0, outputWidth = 0] = layer.outputShape;
  if (kernel !== 3 || stride !== 1 || channels < 16 || filters < 16) return false;
  const products = POINTS * tilesAcross(outputHeight) * tilesAcross(outputWidth);
  return (
    9 * products <=
    5 * countCellsInside(height, kernel, stride, padding) * countCellsInside(width, kernel, stride, padding)
  );
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
  const panels = outputs / 8;
  const blockTiles = Math.min(
    forwardBatch * tilesAcross(outputHeight) * tilesAcross(outputWidth),
    Math.max(8, Math.floor(BLOCK_BYTES / (POINTS * 4 * (channels + outputs)))),
  );
  const pointBytes = POINTS * depth * outputs * 4;
  const blockBytes = POINTS * (4 * Math.max(channels, outputs) + 4 * blockTiles * (channels + outputs) + 128);
  workspace.atLeast(pointBytes + blockBytes);
  const padTop = windowExtent(height, spec.kernel, spec.stride, spec.padding).padBefore;
  const padLeft = windowExtent(width, spec.kernel, spec.stride, spec.padding).padBefore;
  const image = { height, width, outputHeight, outputWidth, padTop, padLeft, channels, depth, outputs, blockTiles };
  const blocks = addressOf(workspace, pointBytes);
  const transformedWeights = () => plan.floats(POINTS * depth * outputs);
  const transform = (weights: Place, to: Region) => operation('WINOGRAD_WEIGHTS', { depth, panels, weights, to });
  const convolve = (x: Region, weights: Region, y: Region) =>
    operation('WINOGRAD', { ...image, x, y, weights, workspace: blocks });
  // Gradients by the input, if `dx` is one, and by the transformed weights; with `accumulate`, added to what stands
  // there.
  const convolveBack = (
    x: Region,
    dy: Region,
    weights: Region,
    dx: Region | undefined,
    accumulate: boolean,
  ): Word[] => [
    ...(dx === undefined
      ? []
      : operation('TRANSPOSE_WEIGHTS', { taps: POINTS, depth, outputs, weights, to: transposed })),
    ...operation('WINOGRAD_GRADIENT', {
      ...image,
      x,
      dy,
      dx,
      transposed,
      workspace: blocks,
      gradient: workspace,
      accumulate,
    }),
  ];
  const gradientOfWeights = (gradient: Place) =>
    operation('WINOGRAD_WEIGHT_GRADIENT', { depth, panels, points: workspace, gradient });

  if (input.needsGradient) transposed.atLeast(POINTS * padToEight(depth) * outputs * 4);
  const weights = context.parameter(layer, 'kernel');
  const points = transformedWeights();
  return addBiasAndActivation(context, layer, spec.bias, activation, output, {
    forward: [...transform(weights.value, points), ...convolve(input.values, points, output.values)],
    backward: [
      ...convolveBack(input.values, output.gradient, points, input.needsGradient ? input.gradient : undefined, false),
      ...gradientOfWeights(weights.gradient),
    ],
    tangents: compileTangents(),
  });

  /** Convolution is linear in x and in the weights: its derivatives are those by one and by the other, added up. */
  function compileTangents() {
    const { tangent } = output;
    if (tangent?.values === undefined) return { forward: [], backward: [] };
    const change = context.parameterTangent(layer, 'kernel');
    const changePoints = transformedWeights();
    const [x, dx] = [input.tangent?.values, input.tangent?.gradient];
    const ofWeights = [
      ...transform(change.value, changePoints),
      ...convolve(input.values, changePoints, tangent.values),
    ];
    if (x === undefined || dx === undefined) {
      return {
        forward: ofWeights,
        backward: [
          ...convolveBack(input.values, tangent.gradient, points, undefined, false),
          ...gradientOfWeights(change.gradient),
        ],
      };
    }
    // The room of gradients is free during forward.
    const ofInput = tangent.gradient;
    const sum = operation('ADD', { count: sampleFloats(layout), x: ofInput, y: tangent.values });
    return {
      forward: [...ofWeights, ...convolve(x, points, ofInput), ...sum],
      backward: [
        ...convolveBack(input.values, tangent.gradient, points, dx, false),
        ...convolveBack(x, output.gradient, changePoints, dx, true),
        ...gradientOfWeights(change.gradient),
      ],
    };
  }
}

function tilesAcross(outputs: number): number {
  return Math.ceil(outputs / TILE_OUTPUTS);
}
