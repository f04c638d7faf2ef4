// How many floating-point operations an inner step takes: those of its matrix products, the same for every backend.

import type { Model, ResolvedLayer } from '../../src/engine/model.ts';
import { sizeOf } from '../../src/experiment/network.ts';
import { windowExtent } from '../../src/experiment/window.ts';

/** Operations of one layer for one sample: a multiplication and an addition are two. */
export interface LayerOperations {
  /** Position in the model's layers. */
  readonly layer: number;
  readonly forward: number;
  /** 0 where nothing before the layer learns: that gradient is not computed. */
  readonly inputGradient: number;
  readonly weightGradient: number;
}

/** What is counted, for the foot of a table. */
export const countingNote =
  'GFLOP/s count the multiply-adds of convolutions and dense layers, two operations each: forward, by the inputs (not of the first layer), by the weights. ' +
  'Products with padding are not counted, nor biases, batch norm, activations, pooling, loss and optimizer.';

/** The layers that multiply matrices, in order. */
export function layerOperations(model: Model): readonly LayerOperations[] {
  let learnsBefore = false;
  return model.layers.flatMap((layer, index) => {
    const operations = 2 * multiplyAdds(layer);
    const inputGradient = learnsBefore ? operations : 0;
    learnsBefore ||= layer.parameters.length > 0;
    return operations === 0 ? [] : [{ layer: index, forward: operations, inputGradient, weightGradient: operations }];
  });
}

/** Operations of one inner step. */
export function innerStepOperations(model: Model, batch: number): number {
  return layerOperations(model).reduce(
    (sum, { forward, inputGradient, weightGradient }) => sum + batch * (forward + inputGradient + weightGradient),
    0,
  );
}

function multiplyAdds({ spec, inputShape, outputShape }: ResolvedLayer): number {
  switch (spec.kind) {
    case 'dense':
      return sizeOf(inputShape) * spec.units;
    case 'conv2d': {
      const [height = 0, width = 0, channels = 0] = inputShape;
      const [outputHeight = 0, outputWidth = 0] = outputShape;
      const rows = cellsUnderWindows(height, outputHeight, spec.kernel, spec.stride, spec.padding);
      const columns = cellsUnderWindows(width, outputWidth, spec.kernel, spec.stride, spec.padding);
      return rows * columns * channels * spec.filters;
    }
    // An embedding bag adds rows up, without a product.
    case 'embeddingBag':
    case 'batchNorm':
    case 'maxPool':
    case 'averagePool':
    case 'globalPool':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
    case 'flatten':
    case 'gaussian':
      return 0;
  }
}

/** Over all positions of a window along one axis, the cells of the input under it. */
function cellsUnderWindows(
  input: number,
  output: number,
  size: number,
  stride: number,
  padding: 'same' | 'valid',
): number {
  const { padBefore } = windowExtent(input, size, stride, padding);
  let cells = 0;
  for (let position = 0; position < output; position++) {
    const first = position * stride - padBefore;
    cells += Math.min(first + size, input) - Math.max(first, 0);
  }
  return cells;
}
