// Compiles the embedding of tokens to operations: forward, backward and tangents stand together.

import type { ResolvedLayer } from '../../model.ts';
import {
  type CompiledLayer,
  type LayerContext,
  nextTensor,
  type ParameterPlace,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { layoutOf, widthOf } from './layout.ts';
import { addressOf, type Region } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** @param input the tokens' numbers */
export function compileEmbeddingBag(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'embeddingBag'>,
  input: Tensor,
): CompiledLayer {
  const output: Tensor = { ...nextTensor(context, input, layoutOf(layer.outputShape), true), overwritable: true };
  const { channels: length, stride } = input.layout;
  const width = widthOf(output.layout);
  context.workspace.atLeast(width * 4);
  const embed = (table: ParameterPlace, to: Region) => [
    ...[operation.EMBEDDING_BAG, length, stride, spec.units, width, addressOf(input.values), table.value, addressOf(to)],
  ];
  const embedGradient = (table: ParameterPlace, from: Region) => [
    ...[operation.EMBEDDING_BAG_GRADIENT, length, stride, spec.tokens, spec.units, width, addressOf(input.values)],
    ...[addressOf(from), addressOf(context.workspace), table.gradient],
  ];
  const table = context.parameter(layer, 'embedding');
  const forward = embed(table, output.values);
  const backward = embedGradient(table, output.gradient);
  const { tangent } = output;
  if (tangent?.values === undefined) return { output, forward, backward, withTangents: { forward, backward } };
  // Outputs are linear in the table, and tokens do not change.
  const tableTangent = context.parameterTangent(layer, 'embedding');
  return {
    output,
    forward,
    backward,
    withTangents: {
      forward: [...forward, ...embed(tableTangent, tangent.values)],
      backward: [...backward, ...embedGradient(tableTangent, tangent.gradient)],
    },
  };
}
