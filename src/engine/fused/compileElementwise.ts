// Compiles layers without a matrix product to operations: batch norm, max pooling, activations. Forward and backward stand
// together.

import type { ResolvedLayer } from '../model.ts';
import { windowExtent } from '../window.ts';
import {
  type ActivationKind,
  activate,
  activationCodes,
  activationGradient,
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
