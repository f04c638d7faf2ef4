// What follows the products of a layer with weights: the bias, then the activation. Forward and backward stand together.

import type { ResolvedLayer } from '../model.ts';
import {
  type ActivationKind,
  activate,
  activationCodes,
  activationGradient,
  clearPaddingAfter,
  type LayerContext,
  type Tensor,
} from './layerProgram.ts';
import { widthOf } from './layout.ts';
import { addressOf, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** Both work in place: forward on `output`'s values, backward, before anything else, on its gradient. */
export function compileBiasActivation(
  context: LayerContext,
  layer: ResolvedLayer,
  hasBias: boolean,
  activation: ActivationKind,
  output: Tensor,
): { readonly forward: readonly Word[]; readonly backward: readonly Word[] } {
  const { rows } = output.layout;
  const width = widthOf(output.layout);
  if (!hasBias) return { forward: activate(activation, output), backward: activationGradient(activation, output) };
  const bias = context.parameter(layer, 'bias');
  return {
    forward: [
      ...[operation.ADD_BIAS, activationCodes[activation], rows, width, addressOf(output.values), bias.value],
      ...clearPaddingAfter(activation, output),
    ],
    backward: [
      ...activationGradient(activation, output),
      ...[operation.BIAS_GRADIENT, rows, width, addressOf(output.gradient), bias.gradient],
    ],
  };
}
