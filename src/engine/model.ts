// A model as data: a list of layers with inferred shapes, and the layout of its parameters in one flat array.

import type { LayerSpec } from '../experiment/schema.ts';

/** Sizes without the batch dimension: [units], or [height, width, channels]. */
export type Shape = readonly number[];

/** Mean over the batch in both cases; softmax cross-entropy takes class indices as targets. */
export type LossKind = 'meanSquaredError' | 'softmaxCrossEntropy';

/** One named tensor inside the flat parameter array; values are row-major, dense kernels [in, out], conv kernels [h, w, in, out]. */
export interface ParameterView {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
}

/** A layer whose input and output shapes are known. */
export interface ResolvedLayer {
  readonly spec: LayerSpec;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** In the order in which they stand in the flat array. */
  readonly parameters: readonly ParameterView[];
}

export interface Model {
  readonly inputShape: Shape;
  readonly outputSize: number;
  readonly loss: LossKind;
  readonly layers: readonly ResolvedLayer[];
  readonly parameterCount: number;
}
