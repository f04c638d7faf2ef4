// Sums over taps: what dense layers and convolutions compute, and its derivatives along a vector, whichever algorithm computes the
// layers themselves.

import type { ResolvedLayer } from '../model.ts';
import {
  type Connection,
  convolutionConnections,
  groupByTaps,
  type Placement,
  type PositionGroup,
  planGroups,
  planTapRanges,
  reversed,
  type Term,
} from './connections.ts';
import {
  type ActivationKind,
  activationGradientTangent,
  activationTangent,
  type CompiledLayer,
  type LayerContext,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { type Layout, padToEight, sampleFloats, widthOf } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** What a dense layer and a convolution have in common: every output sums, over taps, `depth` inputs times weights. */
export interface TapSum {
  readonly connections: readonly Connection[];
  readonly taps: number;
  readonly depth: number;
  readonly outputs: number;
  readonly hasBias: boolean;
  /** Input positions of a sample, and their distance. */
  readonly positions: number;
  readonly positionBytes: number;
}

export function convolutionSum(layer: ResolvedLayer, spec: SpecOf<'conv2d'>, input: Tensor): TapSum {
  const [height = 0, width = 0] = layer.inputShape;
  const { rows, channels, stride } = input.layout;
  return {
    connections: convolutionConnections(height, width, spec.kernel, spec.stride, spec.padding),
    taps: spec.kernel * spec.kernel,
    depth: channels,
    outputs: spec.filters,
    hasBias: spec.bias,
    positions: rows,
    positionBytes: stride * 4,
  };
}

export function placement(region: Region, layout: Layout, positionBytes: number): Placement {
  return { region, sampleBytes: sampleFloats(layout) * 4, positionBytes };
}

/** Room for the gradient by the weights. */
export function reserveWorkspace(context: LayerContext, output: Layout, groups: readonly PositionGroup[]): void {
  const blockRows = Math.min(context.backwardBatch * output.rows, operation.BLOCK_ROWS);
  const sources = operation.BLOCK_ROWS * operation.MAX_TILE_ROWS;
  context.workspace.atLeast((blockRows * widthOf(output) + sources + groups.length * 2) * 4);
}

/**
 * The layer with its derivatives along the vector. Those of the sum come after the sum itself, and take what backward finds once it
 * has gone through the activation, and has to leave: the gradient by the output.
 */
export function addTangents(
  context: LayerContext,
  layer: ResolvedLayer,
  input: Tensor,
  sum: TapSum,
  activation: ActivationKind,
  compiled: Omit<CompiledLayer, 'withTangents'>,
): CompiledLayer {
  const { output, forward, backward } = compiled;
  const tangent = compileSumTangent(context, layer, input, output, sum);
  return {
    ...compiled,
    withTangents: {
      forward: [...forward, ...tangent.forward, ...activationTangent(activation, output)],
      backward: [...activationGradientTangent(activation, output), ...backward, ...tangent.backward],
    },
  };
}

/**
 * Derivatives along a vector that moves the input x by ẋ and the weights W by Ẇ: ẏ = Ẇ·x + W·ẋ, as one sum with twice the taps;
 * backward, after dx and dW, dẋ = Wᵀ·dẏ + Ẇᵀ·dy and dẆ = xᵀ·dẏ + ẋᵀ·dy.
 */
function compileSumTangent(context: LayerContext, layer: ResolvedLayer, input: Tensor, output: Tensor, sum: TapSum) {
  const forward: Word[] = [];
  const backward: Word[] = [];
  const { tangent, layout } = output;
  if (tangent?.values === undefined) return { forward, backward };
  const { plan, backwardBatch } = context;
  const { connections, taps, depth, outputs, hasBias, positions, positionBytes } = sum;
  const [values, gradient] = [addressOf(tangent.values), addressOf(tangent.gradient)];
  const width = widthOf(layout);
  const panels = width / 8;
  const kernel = context.parameter(layer, 'kernel');
  const kernelTangent = context.parameterTangent(layer, 'kernel');

  const groups = groupByTaps(connections, layout.rows);
  reserveWorkspace(context, layout, groups);
  const terms: Term[] = [{ source: placement(input.values, input.layout, positionBytes), weightOffset: 0 }];
  if (input.tangent?.values !== undefined) {
    const source = placement(input.tangent.values, input.layout, positionBytes);
    terms.push({ source, weightOffset: () => kernel.value() - kernelTangent.value() });
  }
  const tables = planGroups(plan, groups, backwardBatch, terms, placement(tangent.values, layout, width * 4), depth * 32);
  forward.push(operation.LINEAR, addressOf(tables.headers), tables.count, depth, panels, kernelTangent.value, taps * depth * 32);

  [tangent.gradient, output.gradient].slice(0, terms.length).forEach((own, term) => {
    backward.push(
      ...[operation.WEIGHT_GRADIENT, addressOf(tables.headers), tables.count, layout.rows],
      ...[() => own.address - values(), addressOf(context.workspace)],
      ...[addressOf(planTapRanges(plan, groups, tables, taps, term)), taps, depth, panels, kernelTangent.gradient, term],
    );
  });
  if (hasBias) {
    const bias = context.parameterTangent(layer, 'bias');
    forward.push(operation.ADD_BIAS, operation.IDENTITY, layout.rows, width, values, bias.value);
    backward.push(operation.BIAS_GRADIENT, layout.rows, width, gradient, bias.gradient);
  }
  if (input.needsGradient && input.tangent !== undefined) {
    const { transposed, transposedTangent } = context;
    const paddedOutputs = padToEight(outputs);
    const inputPanels = padToEight(depth) / 8;
    const panelBytes = taps * paddedOutputs * 32;
    for (const region of [transposed, transposedTangent]) region.atLeast(inputPanels * panelBytes);
    const sources: Term[] = [
      { source: placement(tangent.gradient, layout, width * 4), weightOffset: 0 },
      {
        source: placement(output.gradient, layout, width * 4),
        weightOffset: () => transposedTangent.address - transposed.address,
      },
    ];
    const target = placement(input.tangent.gradient, input.layout, positionBytes);
    const inputGroups = groupByTaps(reversed(connections), positions);
    const inputTables = planGroups(plan, inputGroups, backwardBatch, sources, target, paddedOutputs * 32);
    backward.push(
      ...[operation.TRANSPOSE_WEIGHTS, taps, depth, outputs, kernel.value, addressOf(transposed)],
      ...[operation.TRANSPOSE_WEIGHTS, taps, depth, outputs, kernelTangent.value, addressOf(transposedTangent)],
      ...[operation.LINEAR, addressOf(inputTables.headers), inputTables.count, outputs, inputPanels],
      ...[addressOf(transposed), panelBytes],
    );
  }
  return { forward, backward };
}
