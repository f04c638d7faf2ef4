// Compiles dropout to operations: forward and backward stand together.

import { dropoutThreshold } from '../dropoutMask.ts';
import type { ResolvedLayer } from '../model.ts';
import { type CompiledLayer, type LayerContext, realWord, type SpecOf, type Tensor } from './layerProgram.ts';
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
  const values = input.overwritable ? input.values : context.plan.floats(context.forwardBatch * sampleFloats(input.layout));
  const output: Tensor = { ...input, values, overwritable: true };
  const multiply = (from: Region, to: Region): Word[] => [
    ...[operation.MULTIPLY_BY_MASK, runs, channels, stride, addressOf(mask), addressOf(from), addressOf(to)],
  ];
  return {
    output,
    forward: [
      ...[
        operation.DRAW_MASK,
        context.dropoutNumber(layer),
        count,
        dropoutThreshold(spec.rate),
        realWord(1 / (1 - spec.rate)),
        addressOf(mask),
      ],
      ...multiply(input.values, values),
    ],
    prediction:
      values === input.values ? [] : [operation.COPY, sampleFloats(input.layout), addressOf(input.values), addressOf(values)],
    backward: input.needsGradient ? multiply(output.gradient, output.gradient) : [],
  };
}
