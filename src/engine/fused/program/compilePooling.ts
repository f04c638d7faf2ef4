// Compiles pooling to operations: forward, backward and tangents stand together. Global pooling is pooling with a
// window as large as the image.

import { type Padding, windowExtent } from '../../../experiment/window.ts';
import type { ResolvedLayer, Shape } from '../../model.ts';
import {
  type CompiledLayer,
  compilePiecewiseLinear,
  type LayerContext,
  nextTensor,
  type SpecOf,
  type Tensor,
} from './layerProgram.ts';
import { layoutOf, sampleFloats } from './layout.ts';
import type { Region } from './memoryPlan.ts';
import { operation } from './operations.ts';

/** A square window; cells outside the image count for nothing, so it may be larger than the image. */
interface PoolingWindow {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

export function compileMaxPool(
  context: LayerContext,
  layer: ResolvedLayer,
  window: PoolingWindow,
  input: Tensor,
): CompiledLayer {
  const output = pooledTensor(context, layer, input);
  const winners = context.plan.floats(context.forwardBatch * sampleFloats(output.layout));
  const geometry = geometryOf(layer, window, input);
  return compilePiecewiseLinear(input, output, {
    forward: operation('MAX_POOL', { ...geometry, x: input.values, y: output.values, winners }),
    tangent: (from, to) => operation('MAX_POOL_TANGENT', { ...geometry, winners, xTangent: from, yTangent: to }),
    gradient: (from, to) => operation('MAX_POOL_GRADIENT', { ...geometry, winners, dy: from, dx: to }),
  });
}

export function compileAveragePool(
  context: LayerContext,
  layer: ResolvedLayer,
  window: PoolingWindow,
  input: Tensor,
): CompiledLayer {
  const output = pooledTensor(context, layer, input);
  const geometry = geometryOf(layer, window, input);
  const pool = (x: Region, y: Region) => operation('AVERAGE_POOL', { ...geometry, x, y });
  return compilePiecewiseLinear(input, output, {
    forward: pool(input.values, output.values),
    tangent: pool,
    gradient: (from, to) => operation('AVERAGE_POOL_GRADIENT', { ...geometry, dy: from, dx: to }),
  });
}

export function compileGlobalPool(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'globalPool'>,
  input: Tensor,
): CompiledLayer {
  const [height = 0, width = 0] = layer.inputShape;
  const window: PoolingWindow = { size: Math.max(height, width), stride: 1, padding: 'valid' };
  switch (spec.reduce) {
    case 'average':
      return compileAveragePool(context, layer, window, input);
    case 'max':
      return compileMaxPool(context, layer, window, input);
  }
}

function pooledTensor(context: LayerContext, layer: ResolvedLayer, input: Tensor): Tensor {
  return { ...nextTensor(context, input, layoutOf(layer.outputShape), input.needsGradient), overwritable: true };
}

/** What all operations of pooling begin with. */
function geometryOf(layer: ResolvedLayer, { size, stride, padding }: PoolingWindow, input: Tensor) {
  const [height = 0, width = 0] = layer.inputShape;
  const [outputHeight, outputWidth] = outputExtent(layer.outputShape);
  const padTop = windowExtent(height, size, stride, padding).padBefore;
  const padLeft = windowExtent(width, size, stride, padding).padBefore;
  return { height, width, channels: input.layout.stride, outputHeight, outputWidth, size, stride, padTop, padLeft };
}

// A vector is an image of one pixel.
function outputExtent(shape: Shape): readonly [height: number, width: number] {
  const [height = 1, width = 1] = shape.slice(0, -1);
  return [height, width];
}
