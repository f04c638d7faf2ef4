// Compiles dense layers and convolutions, with the activation that follows, to operations: forward, backward and
// tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import { addBiasAndActivation } from './biasActivation.ts';
import {
  type Connections,
  convolutionConnections,
  denseConnections,
  groupByTaps,
  type PositionGroup,
  reversed,
} from './connections.ts';
import { BLOCK_ROWS, MAX_TILE_ROWS } from './kernelSizes.ts';
import { type CompiledLayer, type LayerContext, nextTensor, type SpecOf, type Tensor } from './layerProgram.ts';
import { type Layout, layoutOf, padToEight, sampleFloats, widthOf } from './layout.ts';
import type { Region, Word } from './memoryPlan.ts';
import { type ActivationKind, operation } from './operations.ts';
import { type Placement, planGroups, planTapRanges, type Term } from './positionTables.ts';

/** What a dense layer and a convolution have in common: every output sums, over taps, `depth` inputs times weights. */
interface TapSum {
  readonly connections: Connections;
  readonly taps: number;
  readonly depth: number;
  readonly outputs: number;
  readonly hasBias: boolean;
  /** Distance of the input positions of a sample. */
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
  const { connections, taps, depth, outputs, hasBias, positionBytes } = sum;
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

  const groups = groupByTaps(connections);
  const tables = planGroups(
    plan,
    groups,
    forwardBatch,
    [{ source: at.source, weightOffset: 0 }],
    at.target,
    depth * 32,
  );
  const own = { groups: tables.headers, groupCount: tables.count, depth, panels };
  const forward = operation('LINEAR', { ...own, weights: kernel.value, panelBytes });

  reserveWorkspace(context, layout, groups);
  const byWeights = {
    ...own,
    positions: layout.rows,
    dyDistance: () => output.gradient.address - output.values.address,
    workspace: context.workspace,
    taps: planTapRanges(plan, groups, tables, taps),
    tapCount: taps,
    gradient: kernel.gradient,
  };
  const transposition: Word[] = [];
  const byInput: Word[] = [];
  if (input.needsGradient) {
    const paddedOutputs = padToEight(outputs);
    const inputPanels = padToEight(depth) / 8;
    context.transposed.atLeast(inputPanels * taps * paddedOutputs * 32);
    const inputGroups = groupByTaps(reversed(connections));
    const terms = [{ source: at.targetGradient, weightOffset: 0 }];
    const inputTables = planGroups(plan, inputGroups, backwardBatch, terms, at.sourceGradient, paddedOutputs * 32);
    transposition.push(
      ...operation('TRANSPOSE_WEIGHTS', { taps, depth, outputs, weights: kernel.value, to: context.transposed }),
    );
    byInput.push(
      ...operation('LINEAR', {
        groups: inputTables.headers,
        groupCount: inputTables.count,
        depth: outputs,
        panels: inputPanels,
        weights: context.transposed,
        panelBytes: taps * paddedOutputs * 32,
      }),
    );
  }
  const backwardWith = (gradientByWeights: readonly Word[]) => [...transposition, ...gradientByWeights, ...byInput];
  const { descentRate } = context;
  return addBiasAndActivation(context, layer, hasBias, activation, output, {
    forward,
    backward: backwardWith(operation('WEIGHT_GRADIENT', { ...byWeights, accumulate: false })),
    descent:
      descentRate === undefined
        ? undefined
        : {
            backward: backwardWith(
              operation('WEIGHT_GRADIENT_DESCENT', { ...byWeights, weights: kernel.value, learningRate: descentRate }),
            ),
            layer,
            floats: (panelBytes * panels) / 4,
          },
    tangents: compileTapSumTangent(context, layer, input, output, sum),
  });
}

/**
 * Derivatives along a vector that moves the input x by ẋ and the weights W by Ẇ: ẏ = Ẇ·x + W·ẋ, as one sum with twice
 * the taps; backward, after dx and dW, dẋ = Wᵀ·dẏ + Ẇᵀ·dy and dẆ = xᵀ·dẏ + ẋᵀ·dy.
 */
function compileTapSumTangent(context: LayerContext, layer: ResolvedLayer, input: Tensor, output: Tensor, sum: TapSum) {
  const forward: Word[] = [];
  const backward: Word[] = [];
  const { tangent, layout } = output;
  if (tangent?.values === undefined) return { forward, backward };
  const { plan, backwardBatch } = context;
  const { connections, taps, depth, outputs, positionBytes } = sum;
  const { values } = tangent;
  const width = widthOf(layout);
  const panels = width / 8;
  const kernel = context.parameter(layer, 'kernel');
  const kernelTangent = context.parameterTangent(layer, 'kernel');

  const groups = groupByTaps(connections);
  reserveWorkspace(context, layout, groups);
  const terms: Term[] = [{ source: placement(input.values, input.layout, positionBytes), weightOffset: 0 }];
  if (input.tangent?.values !== undefined) {
    const source = placement(input.tangent.values, input.layout, positionBytes);
    terms.push({ source, weightOffset: () => kernel.value() - kernelTangent.value() });
  }
  const tables = planGroups(plan, groups, backwardBatch, terms, placement(values, layout, width * 4), depth * 32);
  const own = { groups: tables.headers, groupCount: tables.count, depth, panels };
  forward.push(...operation('LINEAR', { ...own, weights: kernelTangent.value, panelBytes: taps * depth * 32 }));

  // xᵀ·dẏ, and ẋᵀ·dy added to it.
  [tangent.gradient, output.gradient].slice(0, terms.length).forEach((dy, term) => {
    backward.push(
      ...operation('WEIGHT_GRADIENT', {
        ...own,
        positions: layout.rows,
        dyDistance: () => dy.address - values.address,
        workspace: context.workspace,
        taps: planTapRanges(plan, groups, tables, taps, term),
        tapCount: taps,
        gradient: kernelTangent.gradient,
        accumulate: term > 0,
      }),
    );
  });
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
    const inputGroups = groupByTaps(reversed(connections));
    const inputTables = planGroups(plan, inputGroups, backwardBatch, sources, target, paddedOutputs * 32);
    backward.push(
      ...operation('TRANSPOSE_WEIGHTS', { taps, depth, outputs, weights: kernel.value, to: transposed }),
      ...operation('TRANSPOSE_WEIGHTS', { taps, depth, outputs, weights: kernelTangent.value, to: transposedTangent }),
      ...operation('LINEAR', {
        groups: inputTables.headers,
        groupCount: inputTables.count,
        depth: outputs,
        panels: inputPanels,
        weights: transposed,
        panelBytes,
      }),
    );
  }
  return { forward, backward };
}

/** Of a group's part of a block, as the kernels note it: native ones take four. */
const SPAN_WORDS = 4;

/** Room for the gradient by the weights. */
function reserveWorkspace(context: LayerContext, output: Layout, groups: readonly PositionGroup[]): void {
  const blockRows = Math.min(context.backwardBatch * output.rows, BLOCK_ROWS);
  const sources = BLOCK_ROWS * MAX_TILE_ROWS;
  context.workspace.atLeast((blockRows * widthOf(output) + sources + groups.length * SPAN_WORDS) * 4);
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
  const { channels, stride } = input.layout;
  const sum = {
    connections: convolutionConnections(height, width, spec.kernel, spec.stride, spec.padding),
    taps: spec.kernel * spec.kernel,
    depth: channels,
    outputs: spec.filters,
    hasBias: spec.bias,
    positionBytes: stride * 4,
  };
  return compileTapSum(context, layer, input, sum, activation);
}

function placement(region: Region, layout: Layout, positionBytes: number): Placement {
  return { region, sampleBytes: sampleFloats(layout) * 4, positionBytes };
}
