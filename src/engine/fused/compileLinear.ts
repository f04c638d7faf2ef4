// Compiles dense layers and convolutions, with the activation that follows, to operations: forward and backward stand together.

import type { ResolvedLayer } from '../model.ts';
import { windowExtent } from '../window.ts';
import { denseConnections, groupByTaps, planGroups, planTapRanges, reversed } from './connections.ts';
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
import { addressOf, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';
import { addTangents, convolutionSum, placement, reserveWorkspace, type TapSum } from './tapSum.ts';

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
  const output: Tensor = { ...nextTensor(context, input, layout, true), overwritable: activation === 'identity' };
  const kernel = context.parameter(layer, 'kernel');
  const at = {
    source: placement(input.values, input.layout, positionBytes),
    target: placement(output.values, layout, width * 4),
    sourceGradient: placement(input.gradient, input.layout, positionBytes),
    targetGradient: placement(output.gradient, layout, width * 4),
  };

  const groups = groupByTaps(connections, layout.rows);
  const tables = planGroups(plan, groups, forwardBatch, [{ source: at.source, weightOffset: 0 }], at.target, depth * 32);
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

  reserveWorkspace(context, layout, groups);
  const backward: Word[] = [
    ...activationGradient(activation, output),
    ...(hasBias
      ? [operation.BIAS_GRADIENT, layout.rows, width, addressOf(output.gradient), context.parameter(layer, 'bias').gradient]
      : []),
    ...[operation.WEIGHT_GRADIENT, addressOf(tables.headers), tables.count, layout.rows],
    ...[() => output.gradient.address - output.values.address, addressOf(context.workspace)],
    ...[addressOf(planTapRanges(plan, groups, tables, taps)), taps, depth, panels, kernel.gradient, 0],
  ];
  if (input.needsGradient) {
    const paddedOutputs = padToEight(outputs);
    const inputPanels = padToEight(depth) / 8;
    context.transposed.atLeast(inputPanels * taps * paddedOutputs * 32);
    const inputGroups = groupByTaps(reversed(connections), positions);
    const terms = [{ source: at.targetGradient, weightOffset: 0 }];
    const inputTables = planGroups(plan, inputGroups, backwardBatch, terms, at.sourceGradient, paddedOutputs * 32);
    backward.push(
      ...[operation.TRANSPOSE_WEIGHTS, taps, depth, outputs, kernel.value, addressOf(context.transposed)],
      ...[operation.LINEAR, addressOf(inputTables.headers), inputTables.count, outputs, inputPanels],
      ...[addressOf(context.transposed), taps * paddedOutputs * 32],
    );
  }
  return addTangents(context, layer, input, sum, activation, { output, forward, backward });
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
  return compileTapSum(context, layer, input, convolutionSum(layer, spec, input), activation);
}

/** A convolution of the samples themselves where it has tangents: all windows are written out as rows of a matrix. */
export function compileInputConvolutionWithTangents(
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
    tangent: undefined,
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
  const gather: Word[] = [
    ...[operation.IMAGE_TO_COLUMNS, height, width, channels, outputHeight, outputWidth, kernel, stride, padTop, padLeft],
    ...[layout.stride, addressOf(columns.values)],
  ];
  const { forward, withTangents } = compiled;
  return {
    ...compiled,
    forward: [...gather, ...forward],
    withTangents: { ...withTangents, forward: [...gather, ...withTangents.forward] },
  };
}

// Rows whose distance is a multiple of 256 bytes fall into few sets of the first-level cache.
function avoidSetConflicts(stride: number): number {
  return stride % 64 === 0 ? stride + 16 : stride;
}
