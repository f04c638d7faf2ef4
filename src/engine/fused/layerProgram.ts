// What compiling a layer takes and gives, and the pieces that several kinds of layers share.

import type { LayerSpec } from '../../experiment/schema.ts';
import type { ResolvedLayer } from '../model.ts';
import { type Layout, sampleFloats } from './layout.ts';
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
  /** Transposed weights, and what the gradient by the weights works in; layers use them in turn. */
  readonly transposed: Region;
  readonly workspace: Region;
  /** Number of a dropout layer among the model's dropout layers, from 0. */
  dropoutNumber(layer: ResolvedLayer): number;
  /** Where a parameter of the layer stands, and where its gradient. */
  parameter(layer: ResolvedLayer, name: string): { readonly value: Address; readonly gradient: Address };
}

export interface CompiledLayer {
  readonly output: Tensor;
  readonly forward: readonly Word[];
  readonly backward: readonly Word[];
  /** What predictions run instead of `forward`, where that differs. */
  readonly prediction?: readonly Word[];
}

export type ActivationKind = 'identity' | 'relu' | 'tanh' | 'sigmoid';

/** The specification of one kind of layer. */
export type SpecOf<Kind extends LayerSpec['kind']> = Extract<LayerSpec, { kind: Kind }>;

export const activationCodes = {
  identity: operation.IDENTITY,
  relu: operation.RELU,
  tanh: operation.TANH,
  sigmoid: operation.SIGMOID,
} as const;

/** The bits of a float32, as a program's word. */
export function realWord(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

/** The bits of a float64, as two words of a program. */
export function doubleWords(value: number): number[] {
  return [...new Int32Array(Float64Array.of(value).buffer)];
}

/** Applies an activation to `input`, which may be the output's own values. */
export function activate(activation: ActivationKind, output: Tensor, input: Region = output.values): Word[] {
  if (activation === 'identity') return [];
  const { layout, values } = output;
  return [
    ...[operation.ACTIVATE, activationCodes[activation], sampleFloats(layout), addressOf(input), addressOf(values)],
    ...clearPaddingAfter(activation, output),
  ];
}

/** Brings padding back to 0 where the activation made something else of it. */
export function clearPaddingAfter(activation: ActivationKind, { layout, values }: Tensor): Word[] {
  const { rows, segments, channels, stride } = layout;
  if (activation !== 'sigmoid' || channels === stride) return [];
  return [operation.CLEAR_PADDING, rows * segments, channels, stride, addressOf(values)];
}

/** Turns the gradient by an activation's output into that by its input, in place. */
export function activationGradient(activation: ActivationKind, { layout, values, gradient }: Tensor): Word[] {
  if (activation === 'identity') return [];
  return [
    operation.ACTIVATION_GRADIENT,
    activationCodes[activation],
    sampleFloats(layout),
    addressOf(values),
    addressOf(gradient),
  ];
}

/** Room for the output of a layer that does not work in place. */
export function nextTensor(context: LayerContext, input: Tensor, layout: Layout): Pick<Tensor, 'layout' | 'values' | 'gradient'> {
  const [first, second] = context.gradients;
  const gradient = input.gradient === first ? second : first;
  gradient.atLeast(context.backwardBatch * sampleFloats(layout) * 4);
  return { layout, values: context.plan.floats(context.forwardBatch * sampleFloats(layout)), gradient };
}
