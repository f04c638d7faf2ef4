// Compiles the embedding of tokens to operations: forward and backward stand together.

import type { ResolvedLayer } from '../model.ts';
import { type CompiledLayer, type LayerContext, nextTensor, type SpecOf, type Tensor } from './layerProgram.ts';
import { layoutOf, widthOf } from './layout.ts';
import { addressOf } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** @param input the tokens' numbers */
export function compileEmbeddingBag(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'embeddingBag'>,
  input: Tensor,
): CompiledLayer {
  const output: Tensor = {
    ...nextTensor(context, input, layoutOf(layer.outputShape)),
    needsGradient: true,
    overwritable: true,
  };
  const { channels: length, stride } = input.layout;
  const table = context.parameter(layer, 'embedding');
  const operands = [length, stride, spec.tokens, widthOf(output.layout) / 8, addressOf(input.values)];
  return {
    output,
    forward: [operation.EMBEDDING_BAG, ...operands, table.value, addressOf(output.values)],
    backward: [operation.EMBEDDING_BAG_GRADIENT, ...operands, addressOf(output.gradient), table.gradient],
  };
}
