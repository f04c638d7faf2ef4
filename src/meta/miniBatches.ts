// Mini-batches of the inner loop, drawn as in the reference code.

import { createSamples, type Samples } from '../engine/learner.ts';
import { type RandomStream, shuffle } from '../engine/random.ts';
import type { Algorithm } from '../experiment/schema.ts';
import type { InnerBatches } from './innerBatches.ts';

/**
 * Mini-batches of `batchSize` of a task's samples each (`_mini_batches` in supervised-reptile's `reptile.py`). In `rounds` every sample
 * comes once, in random order; the next round is shuffled anew, and a batch that is not full at the end of a round is
 * filled from the next one. With `replacement` (its flag `--replacement`) each batch begins a round of its own, so that
 * no sample comes twice in a batch unless it is larger than the set.
 */
export function createMiniBatches(
  samples: Samples,
  batchSize: number,
  random: RandomStream,
  sampling: Algorithm['innerSampling'] = 'rounds',
): InnerBatches {
  const inputSize = samples.inputs.length / samples.count;
  const targetSize = samples.targets.length / samples.count;
  const order: number[] = [];
  for (let sample = 0; sample < samples.count; sample++) order.push(sample);
  let position = order.length;

  function nextSample(): number {
    if (position === order.length) {
      shuffle(order, random);
      position = 0;
    }
    const sample = order[position];
    if (sample === undefined) throw new RangeError('Mini-batches cannot be drawn from an empty support set.');
    position++;
    return sample;
  }

  return {
    mostAtOnce: Number.POSITIVE_INFINITY,
    take(batches) {
      const count = batches * batchSize;
      const { inputs, targets } = createSamples(count, inputSize, targetSize);
      for (let index = 0; index < count; index++) {
        if (sampling === 'replacement' && index % batchSize === 0) position = order.length;
        const sample = nextSample();
        copyValues(samples.inputs, sample * inputSize, inputs, index * inputSize, inputSize);
        copyValues(samples.targets, sample * targetSize, targets, index * targetSize, targetSize);
      }
      return { inputs, targets, count };
    },
  };
}

/** Of fewer values than this, the view that `set` takes costs more than copying them. */
const valuesWorthAView = 32;

function copyValues(from: Float32Array, first: number, to: Float32Array, start: number, count: number): void {
  if (count < valuesWorthAView) {
    for (let i = 0; i < count; i++) to[start + i] = from[first + i] ?? Number.NaN;
  } else {
    to.set(from.subarray(first, first + count), start);
  }
}
