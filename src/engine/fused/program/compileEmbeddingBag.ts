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
import type { Region } from './memoryPlan.ts';
import { operation } from './operations.ts';

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
  const shared = { length, inputStride: stride, units: spec.units, stride: width, x: input.values };
  const embed = (table: ParameterPlace, y: Region) => operation('EMBEDDING_BAG', { ...shared, table: table.value, y });
  const embedGradient = ({ gradient }: ParameterPlace, dy: Region) =>
    operation('EMBEDDING_BAG_GRADIENT', { ...shared, tokens: spec.tokens, dy, share: context.workspace, gradient });
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
