// Compiles batch norm, ReLU and max pooling of 2x2 windows, in this order or pooled before ReLU, to operations that never
// write the normalised image: forward, backward and tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import { compileBatchNormTangent } from './compileElementwise.ts';
import {
  activationGradient,
  activationGradientTangent,
  activationTangent,
  type CompiledLayer,
  type LayerContext,
  nextTensor,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { layoutOf, sampleFloats, widthOf } from './layout.ts';
import type { Region, Word } from './memoryPlan.ts';
import { type ActivationKind, operation } from './operations.ts';

type BatchNorm = SpecOf<'batchNorm'>;

/** Batch norm with what is computed together with it. */
export interface BatchNormPool {
  readonly spec: BatchNorm;
  readonly activation: 'relu' | 'identity';
  readonly pooling: ResolvedLayer;
  /** How many of the model's layers these are, the batch norm included. */
  readonly layers: number;
}

/**
 * Batch norm, perhaps ReLU, and pooling of whole 2x2 windows, at the beginning of these layers; undefined where they
 * begin otherwise. ReLU may stand before or behind the pooling: it never changes which value is the largest, so both
 * are the same function with the same gradient.
 */
export function batchNormPoolOf(layers: readonly ResolvedLayer[]): BatchNormPool | undefined {
  const [first, second, third] = layers;
  if (first?.spec.kind !== 'batchNorm' || second === undefined) return undefined;
  const { spec } = first;
  if (isPoolingOfPairs(second)) {
    return third?.spec.kind === 'relu'
      ? { spec, activation: 'relu', pooling: second, layers: 3 }
      : { spec, activation: 'identity', pooling: second, layers: 2 };
  }
  return second.spec.kind === 'relu' && third !== undefined && isPoolingOfPairs(third)
    ? { spec, activation: 'relu', pooling: third, layers: 3 }
    : undefined;
}

/** Whether every window is a whole one: padding begins where a side is odd. */
function isPoolingOfPairs({ spec, inputShape }: ResolvedLayer): boolean {
  if (spec.kind !== 'maxPool' || spec.size !== 2 || spec.stride !== 2) return false;
  const [height = 0, width = 0] = inputShape;
  return spec.padding === 'valid' || (height % 2 === 0 && width % 2 === 0);
}

export function compileBatchNormPool(
  context: LayerContext,
  layer: ResolvedLayer,
  { spec, activation, pooling }: BatchNormPool,
  input: Tensor,
): CompiledLayer {
  const { plan, forwardBatch } = context;
  const { rows } = input.layout;
  const [height = 0, width = 0] = pooling.inputShape;
  const channels = widthOf(input.layout);
  const output: Tensor = {
    ...nextTensor(context, input, layoutOf(pooling.outputShape), true),
    overwritable: false,
  };
  const pooledFloats = forwardBatch * sampleFloats(output.layout);
  const [winners, kept] = [plan.floats(pooledFloats), plan.floats(pooledFloats)];
  const [mean, scale, sums] = [plan.floats(channels), plan.floats(channels), plan.floats(2 * channels * forwardBatch)];
  const gamma = context.parameter(layer, 'gamma');
  const beta = context.parameter(layer, 'beta');
  const shared = {
    height,
    width,
    channels,
    x: input.values,
    y: output.values,
    winners,
    kept,
    gamma: gamma.value,
    mean,
    scale,
    activation,
  };
  const { epsilon } = spec;
  const forward = [
    ...operation('BATCH_STATISTICS', { pixels: rows, channels, x: input.values, mean, scale, epsilon, sums }),
    ...operation('NORMALISE_POOL', { ...shared, beta: beta.value }),
  ];
  const backward = operation('NORMALISE_POOL_GRADIENT', {
    ...shared,
    dy: output.gradient,
    dx: input.gradient,
    gammaGradient: gamma.gradient,
    betaGradient: beta.gradient,
  });
  const tangents = compileTangents(context, layer, spec, activation, pooling, input, output, winners);
  return {
    output,
    forward,
    backward,
    withTangents: { forward: [...forward, ...tangents.forward], backward: [...tangents.backward, ...backward] },
  };
}

/**
 * Derivatives along the vector by way of the normalised image, which is written for them alone. Backward runs before
 * the layer's own, and leaves the gradient by the pooled image masked, as that does.
 */
function compileTangents(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: BatchNorm,
  activation: ActivationKind,
  pooling: ResolvedLayer,
  input: Tensor,
  output: Tensor,
  winners: Region,
): { readonly forward: readonly Word[]; readonly backward: readonly Word[] } {
  if (input.tangent === undefined || output.tangent?.values === undefined) return { forward: [], backward: [] };
  const { layout } = input;
  const width = widthOf(layout);
  const normalised = context.plan.floats(context.backwardBatch * sampleFloats(layout));
  const scale = context.plan.floats(width);
  // The room of gradients is free during forward.
  const [scratch, imageTangent] = [input.gradient, input.tangent.gradient];
  const image: Tensor = { ...input, tangent: { values: imageTangent, gradient: imageTangent } };
  const kept = { fused: 'identity', normalised, scale } as const;
  const tangent = compileBatchNormTangent(context, layer, input, image, kept);
  const gamma = context.parameter(layer, 'gamma');
  const beta = context.parameter(layer, 'beta');
  const [height = 0, across = 0] = pooling.inputShape;
  const [outputHeight = 0, outputAcross = 0] = pooling.outputShape;
  const window = {
    height,
    width: across,
    channels: width,
    outputHeight,
    outputWidth: outputAcross,
    size: 2,
    stride: 2,
    padTop: 0,
    padLeft: 0,
    winners,
  };
  const scatter = (dy: Region, dx: Region) => operation('MAX_POOL_GRADIENT', { ...window, dy, dx });
  return {
    forward: [
      ...operation('BATCH_NORM', {
        activation: 'identity',
        rows: layout.rows,
        width,
        x: input.values,
        normalised,
        y: scratch,
        gamma: gamma.value,
        beta: beta.value,
        scale,
        epsilon: spec.epsilon,
      }),
      ...tangent.forward,
      ...operation('MAX_POOL_TANGENT', { ...window, xTangent: imageTangent, yTangent: output.tangent.values }),
      ...activationTangent(activation, output),
    ],
    backward: [
      ...activationGradientTangent(activation, output),
      ...activationGradient(activation, output),
      ...scatter(output.gradient, input.gradient),
      ...scatter(output.tangent.gradient, imageTangent),
      ...tangent.backward,
    ],
  };
}
