// How tensors and parameters stand in the kernels' memory: channels padded to multiples of 8, kernels in panels of 8
// columns.

import type { ParameterView, ResolvedLayer, Shape } from '../../model.ts';

/**
 * One sample of a tensor: `rows` rows of `segments` runs of `channels` floats, each run padded to `stride` floats with
 * zeros. An image has a row for each pixel; a flat tensor has one row, of several segments where it was flattened from
 * an image with padding.
 */
export interface Layout {
  readonly rows: number;
  readonly segments: number;
  readonly channels: number;
  readonly stride: number;
}

/** A row-major matrix of the flat parameters that is kept as panels [columns / 8][rows][8]; one row stays as it is. */
export interface ParameterBlock {
  readonly rows: number;
  readonly columns: number;
  /** Floats before it in the flat layout, and in the kernels' layout. */
  readonly flatOffset: number;
  readonly packedOffset: number;
}

export function padToEight(count: number): number {
  return Math.ceil(count / 8) * 8;
}

export function layoutOf(shape: Shape): Layout {
  const channels = shape[shape.length - 1] ?? 1;
  const rows = shape.length === 3 ? (shape[0] ?? 1) * (shape[1] ?? 1) : 1;
  return { rows, segments: 1, channels, stride: padToEight(channels) };
}

/** The same memory as one row; segments merge where there is no padding between them. */
export function flattened({ rows, segments, channels, stride }: Layout): Layout {
  const count = rows * segments;
  return channels === stride
    ? { rows: 1, segments: 1, channels: count * channels, stride: count * stride }
    : { rows: 1, segments: count, channels, stride };
}

/** Floats of a row. */
export function widthOf(layout: Layout): number {
  return layout.segments * layout.stride;
}

/** Floats of a sample. */
export function sampleFloats(layout: Layout): number {
  return layout.rows * widthOf(layout);
}

/**
 * The blocks of one of the layer's parameters, from `packedOffset` on. `input` and `output` are the layer's layouts.
 */
export function parameterBlocks(
  { spec }: ResolvedLayer,
  view: ParameterView,
  input: Layout,
  output: Layout,
  packedOffset: number,
): readonly ParameterBlock[] {
  const { size, shape, offset: flatOffset } = view;
  // Its rows are read one at a time, not as a matrix.
  if (spec.kind === 'embeddingBag') return [{ rows: 1, columns: size, flatOffset, packedOffset }];
  const columns = shape[shape.length - 1] ?? 1;
  if (shape.length > 1) return [{ rows: size / columns, columns, flatOffset, packedOffset }];
  return vectorBlocks(view, spec.kind === 'gaussian' ? input : output, packedOffset);
}

/** A vector that is applied to rows of this layout. */
function vectorBlocks(
  view: ParameterView,
  { segments, channels, stride }: Layout,
  packedOffset: number,
): readonly ParameterBlock[] {
  return Array.from({ length: segments }, (_, segment) => ({
    rows: 1,
    columns: channels,
    flatOffset: view.offset + segment * channels,
    packedOffset: packedOffset + segment * stride,
  }));
}

/** Floats that a block takes in the kernels' layout. */
export function packedFloats(block: ParameterBlock): number {
  return block.rows * padToEight(block.columns);
}
