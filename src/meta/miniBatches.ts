// Mini-batches of the inner loop, drawn as in the reference code.

import type { Samples } from '../engine/learner.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
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
  let order = Array.from({ length: samples.count }, (_, index) => index);
  let position = order.length;

  function nextSample(): number {
    if (position === order.length) {
      order = shuffled(order, random);
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
      const inputs = new Float32Array(count * inputSize);
      const targets = new Float32Array(count * targetSize);
      for (let index = 0; index < count; index++) {
        if (sampling === 'replacement' && index % batchSize === 0) position = order.length;
        const sample = nextSample();
        inputs.set(samples.inputs.subarray(sample * inputSize, (sample + 1) * inputSize), index * inputSize);
        targets.set(samples.targets.subarray(sample * targetSize, (sample + 1) * targetSize), index * targetSize);
      }
      return { inputs, targets, count };
    },
  };
}
