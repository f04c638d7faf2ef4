// Compiles batch norm and activations to operations: forward, backward and tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import {
  activate,
  activationGradient,
  activationGradientTangent,
  activationTangent,
  type CompiledLayer,
  type LayerContext,
  type SpecOf,
  sameTensor,
  type Tensor,
} from './layerProgram.ts';
import { sampleFloats, widthOf } from './layout.ts';
import type { Region, Word } from './memoryPlan.ts';
import { type ActivationKind, operation } from './operations.ts';

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
  const normalised = input.overwritable
    ? input.values
    : context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const scale = context.plan.floats(width);
  const gamma = context.parameter(layer, 'gamma');
  const beta = context.parameter(layer, 'beta');
  const fused = activation === 'relu' ? 'relu' : 'identity';
  const rest = activation === 'relu' ? 'identity' : activation;
  const forward = [
    ...operation('BATCH_NORM', {
      activation: fused,
      rows,
      width,
      x: input.values,
      normalised,
      y: values,
      gamma: gamma.value,
      beta: beta.value,
      scale,
      epsilon: spec.epsilon,
    }),
    ...activate(rest, output),
  ];
  const gradient = operation('BATCH_NORM_GRADIENT', {
    activation: fused,
    rows,
    width,
    normalised,
    y: values,
    dy: output.gradient,
    gamma: gamma.value,
    scale,
    gammaGradient: gamma.gradient,
    betaGradient: beta.gradient,
  });
  const tangent = compileBatchNormTangent(context, layer, input, output, { fused, normalised, scale });
  return {
    output,
    forward,
    backward: [...activationGradient(rest, output), ...gradient],
    withTangents: {
      forward: [...forward, ...tangent.forward, ...activationTangent(rest, output)],
      backward: [
        ...activationGradientTangent(rest, output),
        ...activationGradient(rest, output),
        ...tangent.backward,
        ...gradient,
      ],
    },
  };
}

/**
 * Derivatives along the vector; backward reads the gradient by the output, which the layer's own backward then turns in
 * place.
 */
export function compileBatchNormTangent(
  context: LayerContext,
  layer: ResolvedLayer,
  input: Tensor,
  output: Tensor,
  kept: { readonly fused: ActivationKind; readonly normalised: Region; readonly scale: Region },
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
  const shared = {
    activation: kept.fused,
    rows: layout.rows,
    width,
    normalised: kept.normalised,
    normalisedTangent,
    y: output.values,
    gamma: gamma.value,
    gammaTangent: gammaTangent.value,
    scale: kept.scale,
    sums,
  };
  return {
    forward: operation('BATCH_NORM_TANGENT', {
      ...shared,
      xTangent: inputTangent,
      yTangent: tangent.values,
      betaTangent: betaTangent.value,
    }),
    backward: operation('BATCH_NORM_GRADIENT_TANGENT', {
      ...shared,
      dy: output.gradient,
      dyTangent: tangent.gradient,
      gammaGradientTangent: gammaTangent.gradient,
      betaGradientTangent: betaTangent.gradient,
    }),
  };
}

/** An activation that does not directly follow a layer with weights; its input stays as it is. */
export function compileActivation(
  context: LayerContext,
  kind: 'relu' | 'tanh' | 'sigmoid',
  input: Tensor,
): CompiledLayer {
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
