// Mini-batches of the inner loop, drawn as in the reference code: shuffle, cut in order, shuffle again; a batch may
// span two rounds.

import type { Samples } from '../engine/learner.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
import type { InnerBatches } from './innerBatches.ts';

/**
 * Mini-batches of `batchSize` samples each. Within a round every sample comes once, in random order; the next round is
 * shuffled anew. A batch that is not full at the end of a round is filled from the next one (`_mini_batches` in
 * supervised-reptile's `reptile.py`).
 */
export function createMiniBatches(samples: Samples, batchSize: number, random: RandomStream): InnerBatches {
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
        const sample = nextSample();
        inputs.set(samples.inputs.subarray(sample * inputSize, (sample + 1) * inputSize), index * inputSize);
        targets.set(samples.targets.subarray(sample * targetSize, (sample + 1) * targetSize), index * targetSize);
      }
      return { inputs, targets, count };
    },
  };
}
