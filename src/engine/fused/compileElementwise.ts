// Compiles batch norm and activations to operations: forward and backward stand together.

import type { ResolvedLayer } from '../model.ts';
import {
  type ActivationKind,
  activate,
  activationGradient,
  type CompiledLayer,
  type LayerContext,
  realWord,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { sampleFloats, widthOf } from './layout.ts';
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

/** An activation that does not directly follow a layer with weights; its input stays as it is. */
export function compileActivation(context: LayerContext, kind: 'relu' | 'tanh' | 'sigmoid', input: Tensor): CompiledLayer {
  const values = context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const output: Tensor = { ...input, values, overwritable: false };
  return {
    output,
    forward: activate(kind, output, input.values),
    backward: input.needsGradient ? activationGradient(kind, output) : [],
  };
}
