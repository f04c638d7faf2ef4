// Compiles dropout to operations: forward, backward and tangents stand together.

import { dropoutThreshold } from '../../dropoutMask.ts';
import type { ResolvedLayer } from '../../model.ts';
import {
  type CompiledLayer,
  compilePiecewiseLinear,
  type LayerContext,
  realWord,
  type SpecOf,
  sameTensor,
  type Tensor,
} from './layerProgram.ts';
import { padToEight, sampleFloats } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

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
  const mask = context.plan.floats(Math.ceil((context.backwardBatch * count + padToEight(1)) / MASK_BLOCK) * MASK_BLOCK);
  const output: Tensor = input.overwritable ? input : { ...sameTensor(context, input, input.needsGradient), overwritable: true };
  const multiply = (from: Region, to: Region): Word[] => [
    ...[operation.MULTIPLY_BY_MASK, runs, channels, stride, addressOf(mask), addressOf(from), addressOf(to)],
  ];
  const draw = [
    ...[operation.DRAW_MASK, context.dropoutNumber(layer), count, dropoutThreshold(spec.rate)],
    ...[realWord(1 / (1 - spec.rate)), addressOf(mask)],
  ];
  const copy = [operation.COPY, sampleFloats(input.layout), addressOf(input.values), addressOf(output.values)];
  return {
    ...compilePiecewiseLinear(input, output, {
      forward: [...draw, ...multiply(input.values, output.values)],
      tangent: multiply,
      gradient: multiply,
    }),
    prediction: output === input ? [] : copy,
  };
}
