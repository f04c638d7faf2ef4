// Compiles dropout to operations: forward, backward and tangents stand together.

import { dropoutThreshold } from '../../dropoutMask.ts';
import type { ResolvedLayer } from '../../model.ts';
import {
  type CompiledLayer,
  compilePiecewiseLinear,
  type LayerContext,
  type SpecOf,
  sameTensor,
  type Tensor,
} from './layerProgram.ts';
import { padToEight, sampleFloats } from './layout.ts';
import type { Region } from './memoryPlan.ts';
import { operation } from './operations.ts';

/** Values that the kernel draws at a time. */
const MASK_BLOCK = 16;

export function compileDropout(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'dropout'>,
  input: Tensor,
): CompiledLayer {
  const { rows, segments, channels, stride } = input.layout;
  const runs = rows * segments;
  const count = runs * channels;
  // The last run's padding is multiplied by what follows the mask.
  const mask = context.plan.floats(
    Math.ceil((context.backwardBatch * count + padToEight(1)) / MASK_BLOCK) * MASK_BLOCK,
  );
  const output: Tensor = input.overwritable
    ? input
    : { ...sameTensor(context, input, input.needsGradient), overwritable: true };
  const multiply = (x: Region, y: Region) => operation('MULTIPLY_BY_MASK', { runs, channels, stride, mask, x, y });
  const draw = operation('DRAW_MASK', {
    layer: context.dropoutNumber(layer),
    count,
    threshold: dropoutThreshold(spec.rate),
    kept: 1 / (1 - spec.rate),
    mask,
  });
  const copy = operation('COPY', { count: sampleFloats(input.layout), x: input.values, y: output.values });
  return {
    ...compilePiecewiseLinear(input, output, {
      forward: [...draw, ...multiply(input.values, output.values)],
      tangent: multiply,
      gradient: multiply,
    }),
    prediction: output === input ? [] : copy,
  };
}
