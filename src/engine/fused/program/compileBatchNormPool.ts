// Compiles batch norm, ReLU and max pooling of 2x2 windows to operations that never write the normalised image: forward,
// backward and tangents stand together.

import type { ModelLayerSpec, ResolvedLayer } from '../../model.ts';
import { compileBatchNormTangent } from './compileElementwise.ts';
import {
  type ActivationKind,
  activationCodes,
  activationGradient,
  activationGradientTangent,
  activationTangent,
  type CompiledLayer,
  type LayerContext,
  nextTensor,
  realWord,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { layoutOf, sampleFloats, widthOf } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

type BatchNorm = SpecOf<'batchNorm'>;

/** Whether the two layers, and the activation between them, are batch norm, perhaps ReLU, and pooling of whole 2x2 windows. */
export function canPoolTogether(spec: ModelLayerSpec, activation: ActivationKind, pooling: ModelLayerSpec): spec is BatchNorm {
  const pairs = pooling.kind === 'maxPool' && pooling.size === 2 && pooling.stride === 2 && pooling.padding === 'valid';
  return pairs && spec.kind === 'batchNorm' && (activation === 'relu' || activation === 'identity');
}

/** @param pooling the pooling layer behind the batch norm, and behind the activation */
export function compileBatchNormPool(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: BatchNorm,
  activation: ActivationKind,
  pooling: ResolvedLayer,
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
  const image = [height, width, channels, addressOf(input.values), addressOf(output.values), addressOf(winners), addressOf(kept)];
  const forward = [
    ...[operation.BATCH_STATISTICS, rows, channels, addressOf(input.values), addressOf(mean), addressOf(scale)],
    ...[realWord(spec.epsilon), addressOf(sums)],
    ...[
      operation.NORMALISE_POOL,
      ...image,
      gamma.value,
      beta.value,
      addressOf(mean),
      addressOf(scale),
      activationCodes[activation],
    ],
  ];
  const backward = [
    ...[operation.NORMALISE_POOL_GRADIENT, ...image, addressOf(output.gradient), addressOf(input.gradient)],
    ...[gamma.value, addressOf(mean), addressOf(scale), gamma.gradient, beta.gradient, activationCodes[activation]],
  ];
  const tangents = compileTangents(context, layer, spec, activation, pooling, input, output, winners);
  return {
    output,
    forward,
    backward,
    withTangents: { forward: [...forward, ...tangents.forward], backward: [...tangents.backward, ...backward] },
  };
}

/**
 * Derivatives along the vector by way of the normalised image, which is written for them alone. Backward runs before the layer's own,
 * and leaves the gradient by the pooled image masked, as that does.
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
  const kept = { fused: operation.IDENTITY, normalised, scale };
  const tangent = compileBatchNormTangent(context, layer, input, image, kept);
  const gamma = context.parameter(layer, 'gamma');
  const beta = context.parameter(layer, 'beta');
  const [height = 0, across = 0] = pooling.inputShape;
  const [outputHeight = 0, outputAcross = 0] = pooling.outputShape;
  const geometry = [height, across, width, outputHeight, outputAcross, 2, 2, 0, 0, addressOf(winners)];
  const scatter = (from: Region, to: Region) => [operation.MAX_POOL_GRADIENT, ...geometry, addressOf(from), addressOf(to)];
  return {
    forward: [
      ...[operation.BATCH_NORM, operation.IDENTITY, layout.rows, width, addressOf(input.values), addressOf(normalised)],
      ...[addressOf(scratch), gamma.value, beta.value, addressOf(scale), realWord(spec.epsilon)],
      ...tangent.forward,
      ...[operation.MAX_POOL_TANGENT, ...geometry, addressOf(imageTangent), addressOf(output.tangent.values)],
      ...activationTangent(activation, output),
    ],
    backward: [
      ...[...activationGradientTangent(activation, output), ...activationGradient(activation, output)],
      ...[...scatter(output.gradient, input.gradient), ...scatter(output.tangent.gradient, imageTangent)],
      ...tangent.backward,
    ],
  };
}
