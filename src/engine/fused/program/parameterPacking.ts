// Where every parameter stands in the kernels' layout: one after another in the order of the layers.

import type { Model, ResolvedLayer } from '../../model.ts';
import { flattened, type Layout, layoutOf, type ParameterBlock, packedFloats, parameterBlocks } from './layout.ts';

export interface ParameterPacking {
  /** Bytes before a parameter of a layer. */
  bytesBefore(layer: ResolvedLayer, name: string): number;
  readonly blocks: readonly ParameterBlock[];
  /** Floats of all parameters. */
  readonly count: number;
}

export function packParameters(model: Model): ParameterPacking {
  const offsets = new Map<string, number>();
  const blocks: ParameterBlock[] = [];
  let count = 0;
  let layout = layoutOf(model.inputShape);
  model.layers.forEach((layer, index) => {
    const input = layout;
    layout = outputLayout(layer, input);
    for (const view of layer.parameters) {
      offsets.set(`${index}/${view.name.slice(view.name.indexOf('/') + 1)}`, count);
      const own = parameterBlocks(layer, view, input, layout, count);
      blocks.push(...own);
      count += own.reduce((sum, block) => sum + packedFloats(block), 0);
    }
  });
  const bytesBefore = (layer: ResolvedLayer, name: string): number => {
    const offset = offsets.get(`${model.layers.indexOf(layer)}/${name}`);
    if (offset === undefined) throw new Error(`Layer ${layer.spec.kind} has no parameter ${name}.`);
    return offset * 4;
  };
  return { bytesBefore, blocks, count };
}

function outputLayout(layer: ResolvedLayer, input: Layout): Layout {
  switch (layer.spec.kind) {
    case 'flatten':
      return flattened(input);
    case 'batchNorm':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return input;
    case 'dense':
    case 'conv2d':
    case 'maxPool':
    case 'averagePool':
    case 'globalPool':
    case 'embeddingBag':
    case 'gaussian':
      return layoutOf(layer.outputShape);
  }
}
