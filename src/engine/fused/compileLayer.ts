// Compiles one layer, with the activation that follows it, to operations: its forward and its backward program stand together.

import type { LayerSpec } from '../../experiment/schema.ts';
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
import { type Layout, layoutOf, padToEight, sampleFloats, widthOf } from './layout.ts';
import { type Address, addressOf, type MemoryPlan, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** Values that one layer hands to the next. */
export interface Tensor {
  readonly layout: Layout;
  readonly values: Region;
  /** Where the loss's gradient by these values stands during the backward program. */
  readonly gradient: Region;
  /** Whether anything before this tensor learns. */
  readonly needsGradient: boolean;
  /** Whether the next layer may put other values in their place: the layer that made them does not need them for its gradient. */
  readonly overwritable: boolean;
}

export interface LayerContext {
  readonly plan: MemoryPlan;
  /** Largest batch of the forward program, and of the backward program. */
  readonly forwardBatch: number;
  readonly backwardBatch: number;
  /** Layers that do not work in place swap these two. */
  readonly gradients: readonly [Region, Region];
  /** Workspace: transposed weights, and output gradients packed in panels. */
  readonly transposed: Region;
  readonly packed: Region;
  /** Where a parameter of the layer stands, and where its gradient. */
  parameter(layer: ResolvedLayer, name: string): { readonly value: Address; readonly gradient: Address };
}

export interface CompiledLayer {
  readonly output: Tensor;
  readonly forward: readonly Word[];
  readonly backward: readonly Word[];
}

export type ActivationKind = 'identity' | 'relu' | 'tanh';

type SpecOf<Kind extends LayerSpec['kind']> = Extract<LayerSpec, { kind: Kind }>;

const activationCodes = { identity: operation.IDENTITY, relu: operation.RELU, tanh: operation.TANH } as const;

/** A weighted sum over taps, with bias and activation. */
export function compileLinear(
  context: LayerContext,
  layer: ResolvedLayer,
  input: Tensor,
  connections: readonly Connection[],
  shape: { readonly taps: number; readonly depth: number; readonly outputs: number; readonly hasBias: boolean },
  positions: { readonly inputs: number; readonly inputBytes: number },
  activation: ActivationKind,
): CompiledLayer {
  const { plan, forwardBatch, backwardBatch } = context;
  const { taps, depth, outputs, hasBias } = shape;
  const layout = layoutOf(layer.outputShape);
  const width = widthOf(layout);
  const panels = width / 8;
  const panelBytes = taps * depth * 32;
  const output = { ...nextTensor(context, input, layout), needsGradient: true, overwritable: activation === 'identity' };
  const kernel = context.parameter(layer, 'kernel');
  const at = {
    source: placement(input.values, input.layout, positions.inputBytes),
    target: placement(output.values, layout, width * 4),
    sourceGradient: placement(input.gradient, input.layout, positions.inputBytes),
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
        ]
      : activate(activation, output)),
  ];

  context.packed.atLeast(backwardBatch * sampleFloats(layout) * 4);
  const backward: Word[] = [
    ...activationGradient(activation, output),
    ...(hasBias
      ? [operation.BIAS_GRADIENT, layout.rows, width, addressOf(output.gradient), context.parameter(layer, 'bias').gradient]
      : []),
    ...[operation.WEIGHT_GRADIENT, addressOf(tables.headers), tables.count, layout.rows],
    ...[() => output.gradient.address - output.values.address, addressOf(context.packed)],
    ...[addressOf(planTapRanges(plan, groups, tables, taps)), taps, depth, panels, kernel.gradient],
  ];
  if (input.needsGradient) {
    const paddedOutputs = padToEight(outputs);
    const inputPanels = padToEight(depth) / 8;
    context.transposed.atLeast(inputPanels * taps * paddedOutputs * 32);
    const inputGroups = groupByTaps(reversed(connections), positions.inputs);
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
  const shape = { taps: segments, depth: channels, outputs: spec.units, hasBias: spec.bias };
  const positions = { inputs: segments, inputBytes: stride * 4 };
  return compileLinear(context, layer, input, denseConnections(segments), shape, positions, activation);
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
  const shape = { taps: spec.kernel * spec.kernel, depth: channels, outputs: spec.filters, hasBias: spec.bias };
  const positions = { inputs: rows, inputBytes: stride * 4 };
  const connections = convolutionConnections(height, width, spec.kernel, spec.stride, spec.padding);
  return compileLinear(context, layer, input, connections, shape, positions, activation);
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
  const connections = Array.from({ length: layout.rows }, (_, position) => ({ target: position, tap: 0, source: position }));
  const shape = { taps: 1, depth, outputs: spec.filters, hasBias: spec.bias };
  const positions = { inputs: layout.rows, inputBytes: layout.stride * 4 };
  const compiled = compileLinear(context, layer, columns, connections, shape, positions, activation);
  const padTop = windowExtent(height, kernel, stride, padding).padBefore;
  const padLeft = windowExtent(width, kernel, stride, padding).padBefore;
  const forward = [
    ...[operation.IMAGE_TO_COLUMNS, height, width, channels, outputHeight, outputWidth, kernel, stride, padTop, padLeft],
    ...[layout.stride, addressOf(columns.values)],
    ...compiled.forward,
  ];
  return { ...compiled, forward };
}

export function compileBatchNorm(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'batchNorm'>,
  input: Tensor,
  activation: ActivationKind,
): CompiledLayer {
  const { rows } = input.layout;
  const width = widthOf(input.layout);
  const values = context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const normalised = input.overwritable ? input.values : context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const output: Tensor = { ...input, values, needsGradient: true, overwritable: activation === 'identity' };
  const scale = context.plan.floats(width);
  const gamma = context.parameter(layer, 'gamma');
  const beta = context.parameter(layer, 'beta');
  const fused = activation === 'relu' ? operation.RELU : operation.IDENTITY;
  const rest = activation === 'relu' ? 'identity' : activation;
  return {
    output,
    forward: [
      ...[operation.BATCH_NORM, fused, rows, width, addressOf(input.values), addressOf(normalised), addressOf(values)],
      ...[gamma.value, beta.value, addressOf(scale), realWord(spec.epsilon)],
      ...activate(rest, output),
    ],
    backward: [
      ...activationGradient(rest, output),
      ...[
        operation.BATCH_NORM_GRADIENT,
        fused,
        rows,
        width,
        addressOf(normalised),
        addressOf(values),
        addressOf(output.gradient),
      ],
      ...[gamma.value, addressOf(scale), gamma.gradient, beta.gradient],
    ],
  };
}

export function compileMaxPool(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'maxPool'>,
  input: Tensor,
): CompiledLayer {
  const [height = 0, width = 0] = layer.inputShape;
  const [outputHeight = 0, outputWidth = 0] = layer.outputShape;
  const output = {
    ...nextTensor(context, input, layoutOf(layer.outputShape)),
    needsGradient: input.needsGradient,
    overwritable: true,
  };
  const winners = context.plan.floats(context.forwardBatch * sampleFloats(output.layout));
  const padTop = windowExtent(height, spec.size, spec.stride, spec.padding).padBefore;
  const padLeft = windowExtent(width, spec.size, spec.stride, spec.padding).padBefore;
  const geometry = [height, width, input.layout.stride, outputHeight, outputWidth, spec.size, spec.stride, padTop, padLeft];
  return {
    output,
    forward: [operation.MAX_POOL, ...geometry, addressOf(input.values), addressOf(output.values), addressOf(winners)],
    backward: input.needsGradient
      ? [operation.MAX_POOL_GRADIENT, ...geometry, addressOf(winners), addressOf(output.gradient), addressOf(input.gradient)]
      : [],
  };
}

/** An activation that does not directly follow a layer with weights; its input stays as it is. */
export function compileActivation(context: LayerContext, kind: 'relu' | 'tanh', input: Tensor): CompiledLayer {
  const values = context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const output: Tensor = { ...input, values, overwritable: false };
  return {
    output,
    forward: [operation.ACTIVATE, activationCodes[kind], sampleFloats(input.layout), addressOf(input.values), addressOf(values)],
    backward: input.needsGradient ? activationGradient(kind, output) : [],
  };
}

/** The bits of a float32, as a program's word. */
export function realWord(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

/** The bits of a float64, as two words of a program. */
export function doubleWords(value: number): number[] {
  return [...new Int32Array(Float64Array.of(value).buffer)];
}

function activate(activation: ActivationKind, { layout, values }: Tensor): Word[] {
  if (activation === 'identity') return [];
  return [operation.ACTIVATE, activationCodes[activation], sampleFloats(layout), addressOf(values), addressOf(values)];
}

function activationGradient(activation: ActivationKind, { layout, values, gradient }: Tensor): Word[] {
  if (activation === 'identity') return [];
  return [
    operation.ACTIVATION_GRADIENT,
    activationCodes[activation],
    sampleFloats(layout),
    addressOf(values),
    addressOf(gradient),
  ];
}

function nextTensor(context: LayerContext, input: Tensor, layout: Layout): Pick<Tensor, 'layout' | 'values' | 'gradient'> {
  const [first, second] = context.gradients;
  const gradient = input.gradient === first ? second : first;
  gradient.atLeast(context.backwardBatch * sampleFloats(layout) * 4);
  return { layout, values: context.plan.floats(context.forwardBatch * sampleFloats(layout)), gradient };
}

function placement(region: Region, layout: Layout, positionBytes: number): Placement {
  return { region, sampleBytes: sampleFloats(layout) * 4, positionBytes };
}

// Rows whose distance is a multiple of 256 bytes fall into few sets of the first-level cache.
function avoidSetConflicts(stride: number): number {
  return stride % 64 === 0 ? stride + 16 : stride;
}
