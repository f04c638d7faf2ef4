// What follows the products of a layer with weights: the bias, then the activation. Forward, backward and tangents
// stand together.

import type { ResolvedLayer } from '../../model.ts';
import {
  activate,
  activationGradient,
  activationGradientTangent,
  activationTangent,
  type CompiledLayer,
  clearPaddingAfter,
  type LayerContext,
  type LayerDescent,
  type Tensor,
} from './layerProgram.ts';
import { widthOf } from './layout.ts';
import type { Region, Word } from './memoryPlan.ts';
import { type ActivationKind, operation, type Place } from './operations.ts';

/** The products of inputs and weights, whichever algorithm computes them. */
export interface Products {
  readonly forward: readonly Word[];
  /** Finds the gradient by the products in that of the output, and leaves it there. */
  readonly backward: readonly Word[];
  readonly descent?: LayerDescent | undefined;
  /** The derivatives of both along the vector, which run after them; empty where the output has no tangent. */
  readonly tangents: { readonly forward: readonly Word[]; readonly backward: readonly Word[] };
}

/** A layer of products, to which bias and activation are added in place. */
export function addBiasAndActivation(
  context: LayerContext,
  layer: ResolvedLayer,
  hasBias: boolean,
  activation: ActivationKind,
  output: Tensor,
  { forward, backward, descent, tangents }: Products,
): CompiledLayer {
  const rest = compileBiasActivation(context, layer, hasBias, activation, output);
  const bias = compileBiasTangent(context, layer, hasBias, output);
  return {
    output,
    forward: [...forward, ...rest.forward],
    backward: [...rest.backward, ...backward],
    descent: descent && { ...descent, backward: [...rest.backward, ...descent.backward] },
    withTangents: {
      forward: [
        ...forward,
        ...rest.forward,
        ...tangents.forward,
        ...bias.forward,
        ...activationTangent(activation, output),
      ],
      backward: [
        ...activationGradientTangent(activation, output),
        ...rest.backward,
        ...bias.backward,
        ...backward,
        ...tangents.backward,
      ],
    },
  };
}

function compileBiasActivation(
  context: LayerContext,
  layer: ResolvedLayer,
  hasBias: boolean,
  activation: ActivationKind,
  output: Tensor,
): { readonly forward: readonly Word[]; readonly backward: readonly Word[] } {
  if (!hasBias) return { forward: activate(activation, output), backward: activationGradient(activation, output) };
  const bias = context.parameter(layer, 'bias');
  const { forward, backward } = biasOperations(
    output,
    activation,
    output.values,
    output.gradient,
    bias.value,
    bias.gradient,
  );
  return {
    forward: [...forward, ...clearPaddingAfter(activation, output)],
    backward: [...activationGradient(activation, output), ...backward],
  };
}

function compileBiasTangent(context: LayerContext, layer: ResolvedLayer, hasBias: boolean, output: Tensor) {
  const { tangent } = output;
  if (!hasBias || tangent?.values === undefined) return { forward: [], backward: [] };
  const bias = context.parameterTangent(layer, 'bias');
  return biasOperations(output, 'identity', tangent.values, tangent.gradient, bias.value, bias.gradient);
}

function biasOperations(
  { layout }: Tensor,
  activation: ActivationKind,
  values: Region,
  gradient: Region,
  bias: Place,
  biasGradient: Place,
): { readonly forward: readonly Word[]; readonly backward: readonly Word[] } {
  const sizes = { rows: layout.rows, width: widthOf(layout) };
  return {
    forward: operation('ADD_BIAS', { activation, ...sizes, y: values, bias }),
    backward: operation('BIAS_GRADIENT', { ...sizes, dy: gradient, gradient: biasGradient }),
  };
}
