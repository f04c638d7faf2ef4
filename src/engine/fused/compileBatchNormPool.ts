// Compiles batch norm, ReLU and max pooling of 2x2 windows to operations that never write the normalised image: forward and
// backward stand together.

import type { ModelLayerSpec, ResolvedLayer } from '../model.ts';
import {
  type ActivationKind,
  activationCodes,
  type CompiledLayer,
  type LayerContext,
  nextTensor,
  realWord,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { layoutOf, sampleFloats, widthOf } from './layout.ts';
import { addressOf } from './memoryPlan.ts';
import * as operation from './operations.ts';

type BatchNorm = SpecOf<'batchNorm'>;

/** Whether the two layers, and the activation between them, are batch norm, perhaps ReLU, and pooling of whole 2x2 windows. */
export function canPoolTogether(spec: ModelLayerSpec, activation: ActivationKind, pooling: ModelLayerSpec): spec is BatchNorm {
  const pairs = pooling.kind === 'maxPool' && pooling.size === 2 && pooling.stride === 2 && pooling.padding === 'valid';
  return pairs && spec.kind === 'batchNorm' && (activation === 'relu' || activation === 'identity');
}

/**
 * Only where no tangents are asked for.
 * @param pooling the pooling layer behind the batch norm, and behind the activation
 */
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
  return { output, forward, backward, withTangents: { forward, backward } };
}
