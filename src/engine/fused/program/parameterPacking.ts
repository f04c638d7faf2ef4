// Where every parameter stands in the kernels' layout: one after another in the order of the layers.

import type { Model, ResolvedLayer } from '../../model.ts';
import { flattened, type Layout, layoutOf, type ParameterBlock, packedFloats, parameterBlocks } from './layout.ts';

export interface ParameterPacking {
  /** Bytes before a parameter of a layer. */
  bytesBefore(layer: ResolvedLayer, name: string): number;
  readonly blocks: readonly ParameterBlock[];
  /** The same blocks by how they get from the one layout to the other. */
  readonly moves: ParameterMoves;
  /** Floats of all parameters. */
  readonly count: number;
}

export interface ParameterMoves {
  /** Blocks of several rows, which panels reorder. */
  readonly matrices: readonly ParameterBlock[];
  /** Blocks of one row; those that stand one after another in both layouts are one. */
  readonly rows: readonly ParameterBlock[];
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
  return { bytesBefore, blocks, moves: movesOf(blocks), count };
}

function movesOf(blocks: readonly ParameterBlock[]): ParameterMoves {
  const rows: ParameterBlock[] = [];
  for (const block of blocks.filter((each) => each.rows === 1)) {
    const last = rows.at(-1);
    const goesOn =
      last !== undefined &&
      last.flatOffset + last.columns === block.flatOffset &&
      last.packedOffset + last.columns === block.packedOffset;
    if (goesOn) rows[rows.length - 1] = { ...last, columns: last.columns + block.columns };
    else rows.push(block);
  }
  return { matrices: blocks.filter((each) => each.rows > 1), rows };
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
