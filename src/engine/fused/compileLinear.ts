// Compiles dense layers and convolutions, with the activation that follows, to operations: forward and backward stand together.

import type { ResolvedLayer } from '../model.ts';
import { windowExtent } from '../window.ts';
import {
  type Connection,
  convolutionConnections,
  denseConnections,
  groupByTaps,
  type Placement,
  planGroups,
  planTapRanges,
  reversed,
} from './connections.ts';
import {
  type ActivationKind,
  activate,
  activationCodes,
  activationGradient,
  type CompiledLayer,
  clearPaddingAfter,
  type LayerContext,
  nextTensor,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { type Layout, layoutOf, padToEight, sampleFloats, widthOf } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** What a dense layer and a convolution have in common: every output sums, over taps, `depth` inputs times weights. */
interface TapSum {
  readonly connections: readonly Connection[];
  readonly taps: number;
  readonly depth: number;
  readonly outputs: number;
  readonly hasBias: boolean;
  /** Input positions of a sample, and their distance. */
  readonly positions: number;
  readonly positionBytes: number;
}

function compileTapSum(
  context: LayerContext,
  layer: ResolvedLayer,
  input: Tensor,
  sum: TapSum,
  activation: ActivationKind,
): CompiledLayer {
  const { plan, forwardBatch, backwardBatch } = context;
  const { connections, taps, depth, outputs, hasBias, positions, positionBytes } = sum;
  const layout = layoutOf(layer.outputShape);
  const width = widthOf(layout);
  const panels = width / 8;
  const panelBytes = taps * depth * 32;
  const output = { ...nextTensor(context, input, layout), needsGradient: true, overwritable: activation === 'identity' };
  const kernel = context.parameter(layer, 'kernel');
  const at = {
    source: placement(input.values, input.layout, positionBytes),
    target: placement(output.values, layout, width * 4),
    sourceGradient: placement(input.gradient, input.layout, positionBytes),
    targetGradient: placement(output.gradient, layout, width * 4),
  };

  const groups = groupByTaps(connections, layout.rows);
  const tables = planGroups(plan, groups, forwardBatch, at.source, at.target, depth * 32);
  const forward: Word[] = [
    ...[operation.LINEAR, addressOf(tables.headers), tables.count, depth, panels, kernel.value, panelBytes],
    ...(hasBias
      ? [
          operation.ADD_BIAS,
          activationCodes[activation],
          layout.rows,
          width,
          addressOf(output.values),
          context.parameter(layer, 'bias').value,
          ...clearPaddingAfter(activation, output),
        ]
      : activate(activation, output)),
  ];

  const blockRows = Math.min(backwardBatch * layout.rows, operation.BLOCK_ROWS);
  context.workspace.atLeast(blockRows * width * 4 + operation.BLOCK_ROWS * operation.MAX_TILE_ROWS * 4 + groups.length * 8);
  const backward: Word[] = [
    ...activationGradient(activation, output),
    ...(hasBias
      ? [operation.BIAS_GRADIENT, layout.rows, width, addressOf(output.gradient), context.parameter(layer, 'bias').gradient]
      : []),
    ...[operation.WEIGHT_GRADIENT, addressOf(tables.headers), tables.count, layout.rows],
    ...[() => output.gradient.address - output.values.address, addressOf(context.workspace)],
    ...[addressOf(planTapRanges(plan, groups, tables, taps)), taps, depth, panels, kernel.gradient],
  ];
  if (input.needsGradient) {
    const paddedOutputs = padToEight(outputs);
    const inputPanels = padToEight(depth) / 8;
    context.transposed.atLeast(inputPanels * taps * paddedOutputs * 32);
    const inputGroups = groupByTaps(reversed(connections), positions);
    const inputTables = planGroups(plan, inputGroups, backwardBatch, at.targetGradient, at.sourceGradient, paddedOutputs * 32);
    backward.push(
      ...[operation.TRANSPOSE_WEIGHTS, taps, depth, outputs, kernel.value, addressOf(context.transposed)],
      ...[operation.LINEAR, addressOf(inputTables.headers), inputTables.count, outputs, inputPanels],
      ...[addressOf(context.transposed), taps * paddedOutputs * 32],
    );
  }
  return { output, forward, backward };
}

export function compileDense(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'dense'>,
  input: Tensor,
  activation: ActivationKind,
): CompiledLayer {
  const { segments, channels, stride } = input.layout;
  const sum = {
    connections: denseConnections(segments),
    taps: segments,
    depth: channels,
    outputs: spec.units,
    hasBias: spec.bias,
    positions: segments,
    positionBytes: stride * 4,
  };
  return compileTapSum(context, layer, input, sum, activation);
}

export function compileConvolution(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'conv2d'>,
  input: Tensor,
  activation: ActivationKind,
): CompiledLayer {
  const [height = 0, width = 0] = layer.inputShape;
  const { rows, channels, stride } = input.layout;
  const sum = {
    connections: convolutionConnections(height, width, spec.kernel, spec.stride, spec.padding),
    taps: spec.kernel * spec.kernel,
    depth: channels,
    outputs: spec.filters,
    hasBias: spec.bias,
    positions: rows,
    positionBytes: stride * 4,
  };
  return compileTapSum(context, layer, input, sum, activation);
}

/** A convolution of the samples themselves: few channels, no gradient by the input. Windows are written out as rows of a matrix. */
export function compileInputConvolution(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'conv2d'>,
  activation: ActivationKind,
): CompiledLayer {
  const [height = 0, width = 0, channels = 0] = layer.inputShape;
  const [outputHeight = 0, outputWidth = 0] = layer.outputShape;
  const { kernel, stride, padding } = spec;
  const depth = kernel * kernel * channels;
  const layout: Layout = {
    rows: outputHeight * outputWidth,
    segments: 1,
    channels: depth,
    stride: avoidSetConflicts(padToEight(depth)),
  };
  const columns: Tensor = {
    layout,
    values: context.plan.floats(context.forwardBatch * sampleFloats(layout)),
    gradient: context.gradients[0],
    needsGradient: false,
    overwritable: false,
  };
  const sum = {
    connections: Array.from({ length: layout.rows }, (_, position) => ({ target: position, tap: 0, source: position })),
    taps: 1,
    depth,
    outputs: spec.filters,
    hasBias: spec.bias,
    positions: layout.rows,
    positionBytes: layout.stride * 4,
  };
  const compiled = compileTapSum(context, layer, columns, sum, activation);
  const padTop = windowExtent(height, kernel, stride, padding).padBefore;
  const padLeft = windowExtent(width, kernel, stride, padding).padBefore;
  const forward = [
    ...[operation.IMAGE_TO_COLUMNS, height, width, channels, outputHeight, outputWidth, kernel, stride, padTop, padLeft],
    ...[layout.stride, addressOf(columns.values)],
    ...compiled.forward,
  ];
  return { ...compiled, forward };
}

function placement(region: Region, layout: Layout, positionBytes: number): Placement {
  return { region, sampleBytes: sampleFloats(layout) * 4, positionBytes };
}

// Rows whose distance is a multiple of 256 bytes fall into few sets of the first-level cache.
function avoidSetConflicts(stride: number): number {
  return stride % 64 === 0 ? stride + 16 : stride;
}
