// What compiling a layer takes and gives, and the pieces that several kinds of layers share.

import type { LayerSpec } from '../../../experiment/schema.ts';
import type { ResolvedLayer } from '../../model.ts';
import { type Layout, sampleFloats } from './layout.ts';
import type { Address, MemoryPlan, Region, Word } from './memoryPlan.ts';
import { type ActivationKind, operation } from './operations.ts';

/**
 * Derivatives of a tensor along the vector of a Hessian-vector product (Pearlmutter, "Fast exact multiplication by the
 * Hessian", Neural Computation 6, 1994), for up to `backwardBatch` samples.
 */
interface Tangent {
  /** Undefined where they are all 0, because nothing before the tensor learns. */
  readonly values: Region | undefined;
  /** Of the loss's gradient by the tensor's values. */
  readonly gradient: Region;
}

/** Values that one layer hands to the next. */
export interface Tensor {
  readonly layout: Layout;
  readonly values: Region;
  /** Where the loss's gradient by these values stands during the backward program. */
  readonly gradient: Region;
  /** Whether anything before this tensor learns. */
  readonly needsGradient: boolean;
  /**
   * Whether the next layer may put other values in their place: the layer that made them does not need them for its
   * gradient.
   */
  readonly overwritable: boolean;
  /** Undefined where no Hessian-vector products are asked for. Its values are overwritable where the tensor's are. */
  readonly tangent: Tangent | undefined;
}

/** Where a parameter stands, and where the loss's gradient by it. */
export interface ParameterPlace {
  readonly value: Address;
  readonly gradient: Address;
}

export interface LayerContext {
  readonly plan: MemoryPlan;
  /** Largest batch of the forward program, and of the backward program. */
  readonly forwardBatch: number;
  readonly backwardBatch: number;
  /** Layers that do not work in place swap these two. */
  readonly gradients: readonly [Region, Region];
  /**
   * Whether the gradient by the layer's output takes the place of the output: the layer behind it reads each value for the
   * last time where it puts the gradient.
   */
  readonly gradientInPlace: boolean;
  /** The tangents of both, where Hessian-vector products are asked for. */
  readonly gradientTangents: readonly [Region, Region] | undefined;
  /**
   * Transposed weights, those of the vector of a product, and what the gradient by the weights works in; layers use
   * them in turn.
   */
  readonly transposed: Region;
  readonly transposedTangent: Region;
  readonly workspace: Region;
  /** The rate of inner steps that are gradient descent and nothing else, which layers may take themselves. */
  readonly descentRate: number | undefined;
  /** Number of a dropout layer among the model's dropout layers, from 0. */
  dropoutNumber(layer: ResolvedLayer): number;
  parameter(layer: ResolvedLayer, name: string): ParameterPlace;
  /**
   * The parameter's share of the vector of a Hessian-vector product, and of the product. Only where a tensor has a
   * tangent.
   */
  parameterTangent(layer: ResolvedLayer, name: string): ParameterPlace;
}

/** What an inner step by gradient descent runs instead of a layer's `backward`: it moves the kernel by the way. */
export interface LayerDescent {
  readonly backward: readonly Word[];
  readonly layer: ResolvedLayer;
  /** Of the kernel, with padding. */
  readonly floats: number;
}

export interface CompiledLayer {
  readonly output: Tensor;
  readonly forward: readonly Word[];
  readonly backward: readonly Word[];
  /** What predictions run instead of `forward`, where that differs. */
  readonly prediction?: readonly Word[];
  /** Where the context asks for it, of layers that can. */
  readonly descent?: LayerDescent | undefined;
  /**
   * What a Hessian-vector product runs instead: forward and backward together with their derivatives along the vector.
   * Backward finds the gradient by the output and its tangent, and leaves those by the input. Without effect where
   * tensors have no tangents.
   */
  readonly withTangents: { readonly forward: readonly Word[]; readonly backward: readonly Word[] };
}

/** The specification of one kind of layer. */
export type SpecOf<Kind extends LayerSpec['kind']> = Extract<LayerSpec, { kind: Kind }>;

/** Applies an activation to `input`, which may be the output's own values. */
export function activate(activation: ActivationKind, output: Tensor, input: Region = output.values): readonly Word[] {
  if (activation === 'identity') return [];
  const { layout, values } = output;
  return [
    ...operation('ACTIVATE', { activation, count: sampleFloats(layout), x: input, y: values }),
    ...clearPaddingAfter(activation, output),
  ];
}

/** Brings padding back to 0 where the activation made something else of it. */
export function clearPaddingAfter(activation: ActivationKind, { layout, values }: Tensor): readonly Word[] {
  const { rows, segments, channels, stride } = layout;
  if (activation !== 'sigmoid' || channels === stride) return [];
  return operation('CLEAR_PADDING', { runs: rows * segments, channels, stride, y: values });
}

/** Turns the gradient by an activation's output into that by its input, in place. */
export function activationGradient(activation: ActivationKind, { layout, values, gradient }: Tensor): readonly Word[] {
  if (activation === 'identity') return [];
  return operation('ACTIVATION_GRADIENT', { activation, count: sampleFloats(layout), y: values, dy: gradient });
}

/** The tangent of an activation's output from that of its input; in place where both are the same. */
export function activationTangent(activation: ActivationKind, output: Tensor, input = output): readonly Word[] {
  if (activation === 'identity' || input.tangent?.values === undefined || output.tangent?.values === undefined)
    return [];
  return operation('ACTIVATION_TANGENT', {
    activation,
    count: sampleFloats(output.layout),
    y: output.values,
    xTangent: input.tangent.values,
    yTangent: output.tangent.values,
  });
}

/**
 * Turns the tangent of the gradient by an activation's output into that by its input, in place. Runs before
 * `activationGradient`.
 */
export function activationGradientTangent(
  activation: ActivationKind,
  { layout, values, gradient, tangent }: Tensor,
): readonly Word[] {
  if (activation === 'identity' || tangent?.values === undefined) return [];
  return operation('ACTIVATION_GRADIENT_TANGENT', {
    activation,
    count: sampleFloats(layout),
    y: values,
    yTangent: tangent.values,
    dy: gradient,
    dyTangent: tangent.gradient,
  });
}

/**
 * A layer without parameters whose derivative stays the same around its input. `tangent` brings the input's tangent to
 * the output; `gradient` brings the gradient by the output, or its tangent, to the input.
 */
export function compilePiecewiseLinear(
  input: Tensor,
  output: Tensor,
  operations: {
    readonly forward: readonly Word[];
    tangent(from: Region, to: Region): readonly Word[];
    gradient(from: Region, to: Region): readonly Word[];
  },
): CompiledLayer {
  const { forward } = operations;
  const backward = input.needsGradient ? operations.gradient(output.gradient, input.gradient) : [];
  const [from, to] = [input.tangent, output.tangent];
  const withTangents =
    from?.values === undefined || to?.values === undefined
      ? { forward, backward }
      : {
          forward: [...forward, ...operations.tangent(from.values, to.values)],
          backward: [...backward, ...operations.gradient(to.gradient, from.gradient)],
        };
  return { output, forward, backward, withTangents };
}

/** Room for the output of a layer that does not work in place. */
export function nextTensor(
  context: LayerContext,
  input: Tensor,
  layout: Layout,
  needsGradient: boolean,
): Omit<Tensor, 'overwritable'> {
  const [first, second] = context.gradients;
  return tensorWith(context, input.gradient === first ? second : first, layout, needsGradient);
}

/** Room for the output of a layer that turns the gradient by it into that by its input in place. */
export function sameTensor(context: LayerContext, input: Tensor, needsGradient: boolean): Omit<Tensor, 'overwritable'> {
  return tensorWith(context, input.gradient, input.layout, needsGradient);
}

/** A tensor whose gradient stands in `gradient`, one of the context's two, or in the place of its values. */
export function tensorWith(
  context: LayerContext,
  gradient: Region,
  layout: Layout,
  needsGradient: boolean,
): Omit<Tensor, 'overwritable'> {
  const { plan, forwardBatch, backwardBatch, gradients, gradientTangents } = context;
  const floats = sampleFloats(layout);
  const values = plan.floats(forwardBatch * floats);
  if (context.gradientInPlace) return { layout, values, gradient: values, needsGradient, tangent: undefined };
  gradient.atLeast(backwardBatch * floats * 4);
  const tangentGradient = gradientTangents?.[gradient === gradients[0] ? 0 : 1].atLeast(backwardBatch * floats * 4);
  const tangent = tangentGradient && {
    values: needsGradient ? plan.floats(backwardBatch * floats) : undefined,
    gradient: tangentGradient,
  };
  return { layout, values, gradient, needsGradient, tangent };
}
