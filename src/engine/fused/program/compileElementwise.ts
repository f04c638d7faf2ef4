// Compiles batch norm and activations to operations: forward, backward and tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import {
  type ActivationKind,
  activate,
  activationGradient,
  activationGradientTangent,
  activationTangent,
  type CompiledLayer,
  type LayerContext,
  realWord,
  type SpecOf,
  sameTensor,
  type Tensor,
} from './layerProgram.ts';
import { sampleFloats, widthOf } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
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
  const output: Tensor = { ...sameTensor(context, input, true), overwritable: activation === 'identity' };
  const { values } = output;
  const normalised = input.overwritable ? input.values : context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const scale = context.plan.floats(width);
  const gamma = context.parameter(layer, 'gamma');
  const beta = context.parameter(layer, 'beta');
  const fused = activation === 'relu' ? operation.RELU : operation.IDENTITY;
  const rest = activation === 'relu' ? 'identity' : activation;
  const forward = [
    ...[operation.BATCH_NORM, fused, rows, width, addressOf(input.values), addressOf(normalised), addressOf(values)],
    ...[gamma.value, beta.value, addressOf(scale), realWord(spec.epsilon)],
    ...activate(rest, output),
  ];
  const gradient = [
    ...[operation.BATCH_NORM_GRADIENT, fused, rows, width, addressOf(normalised), addressOf(values), addressOf(output.gradient)],
    ...[gamma.value, addressOf(scale), gamma.gradient, beta.gradient],
  ];
  const tangent = compileBatchNormTangent(context, layer, input, output, { fused, normalised, scale });
  return {
    output,
    forward,
    backward: [...activationGradient(rest, output), ...gradient],
    withTangents: {
      forward: [...forward, ...tangent.forward, ...activationTangent(rest, output)],
      backward: [
        ...[...activationGradientTangent(rest, output), ...activationGradient(rest, output)],
        ...[...tangent.backward, ...gradient],
      ],
    },
  };
}

/** Derivatives along the vector; backward reads the gradient by the output, which the layer's own backward then turns in place. */
export function compileBatchNormTangent(
  context: LayerContext,
  layer: ResolvedLayer,
  input: Tensor,
  output: Tensor,
  kept: { readonly fused: number; readonly normalised: Region; readonly scale: Region },
): { readonly forward: readonly Word[]; readonly backward: readonly Word[] } {
  const { tangent, layout } = output;
  if (tangent?.values === undefined) return { forward: [], backward: [] };
  const width = widthOf(layout);
  // New memory is 0: the tangent of an input that nothing learns before.
  const room = () => context.plan.floats(context.backwardBatch * sampleFloats(layout));
  const inputTangent = input.tangent?.values ?? room();
  const normalisedTangent = input.overwritable ? inputTangent : room();
  const sums = context.plan.floats(3 * width);
  const gamma = context.parameter(layer, 'gamma');
  const gammaTangent = context.parameterTangent(layer, 'gamma');
  const betaTangent = context.parameterTangent(layer, 'beta');
  const sizes = [kept.fused, layout.rows, width];
  return {
    forward: [
      ...[operation.BATCH_NORM_TANGENT, ...sizes, addressOf(kept.normalised), addressOf(inputTangent)],
      ...[addressOf(normalisedTangent), addressOf(output.values), addressOf(tangent.values), gamma.value],
      ...[gammaTangent.value, betaTangent.value, addressOf(kept.scale), addressOf(sums)],
    ],
    backward: [
      ...[operation.BATCH_NORM_GRADIENT_TANGENT, ...sizes, addressOf(kept.normalised), addressOf(normalisedTangent)],
      ...[addressOf(output.values), addressOf(output.gradient), addressOf(tangent.gradient), gamma.value, gammaTangent.value],
      ...[addressOf(kept.scale), addressOf(sums), gammaTangent.gradient, betaTangent.gradient],
    ],
  };
}

/** An activation that does not directly follow a layer with weights; its input stays as it is. */
export function compileActivation(context: LayerContext, kind: 'relu' | 'tanh' | 'sigmoid', input: Tensor): CompiledLayer {
  const output: Tensor = { ...sameTensor(context, input, input.needsGradient), overwritable: false };
  const forward = activate(kind, output, input.values);
  const backward = input.needsGradient ? activationGradient(kind, output) : [];
  return {
    output,
    forward,
    backward,
    withTangents: {
      forward: [...forward, ...activationTangent(kind, output, input)],
      backward: [...activationGradientTangent(kind, output), ...backward],
    },
  };
}
