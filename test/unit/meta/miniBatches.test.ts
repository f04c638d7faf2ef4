import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Samples } from '../../../src/engine/learner.ts';
import { type RandomStream, randomStream, shuffled } from '../../../src/engine/random.ts';
import { createMiniBatches } from '../../../src/meta/miniBatches.ts';

describe('mini-batches', () => {
  const cases = fc.record({
    samples: fc.integer({ min: 1, max: 12 }),
    batchSize: fc.integer({ min: 1, max: 15 }),
    batches: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat(),
  });

  it("are the reference code's, for the same shuffles", () => {
    fc.assert(
      fc.property(cases, ({ samples, batchSize, batches, seed }) => {
        const taken = createMiniBatches(numbered(samples), batchSize, randomStream(seed, 'training-batches')).take(
          batches,
        );
        const expected = referenceMiniBatches(
          samples,
          batchSize,
          batches,
          randomStream(seed, 'training-batches'),
        ).flat();
        assert.deepEqual(numbersIn(taken), expected);
      }),
    );
  });

  it('do not depend on how many are taken at a time', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 5 }), ({ samples, batchSize, batches, seed }, atATime) => {
        const whole = createMiniBatches(numbered(samples), batchSize, randomStream(seed, 'training-batches'));
        const parts = createMiniBatches(numbered(samples), batchSize, randomStream(seed, 'training-batches'));
        const inParts = Array.from({ length: batches }, () => numbersIn(parts.take(atATime))).flat();
        assert.deepEqual(inParts, numbersIn(whole.take(batches * atATime)));
      }),
    );
  });

  it('with replacement are each drawn anew from all samples, none twice in one where it need not be', () => {
    const random = randomStream(3, 'training-batches');
    const seen = new Map<number, number>();
    for (let round = 0; round < 300; round++) {
      const numbers = numbersIn(createMiniBatches(numbered(7), 3, random, 'replacement').take(2));
      const [first, second] = [numbers.slice(0, 3), numbers.slice(3)];
      assert.equal(new Set(first).size, 3);
      assert.equal(new Set(second).size, 3);
      const again = second.filter((number) => first.includes(number)).length;
      seen.set(again, (seen.get(again) ?? 0) + 1);
    }
    // Of two threes out of seven 4, 18, 12 and 1 in 35 share 0, 1, 2 and 3.
    for (const [again, share] of [4, 18, 12, 1].entries()) {
      assert.ok(Math.abs((seen.get(again) ?? 0) / 300 - share / 35) < 0.09, `${again}: ${seen.get(again)}`);
    }
    const large = numbersIn(createMiniBatches(numbered(3), 5, random, 'replacement').take(1));
    assert.equal(new Set(large).size, 3);
  });

  it('show every sample equally often, up to one', () => {
    fc.assert(
      fc.property(cases, ({ samples, batchSize, batches, seed }) => {
        const numbers = numbersIn(
          createMiniBatches(numbered(samples), batchSize, randomStream(seed, 'training-batches')).take(batches),
        );
        const counts = Array.from(
          { length: samples },
          (_, sample) => numbers.filter((number) => number === sample).length,
        );
        assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
      }),
    );
  });

  it('are copies', () => {
    const samples = numbered(3);
    createMiniBatches(samples, 3, randomStream(0, 'training-batches')).take(1).inputs.fill(-1);
    assert.deepEqual(samples, numbered(3));
  });
});

/** Sample n has the inputs n, n + 0.5 and the target −n. */
function numbered(count: number): Samples {
  return {
    inputs: Float32Array.from({ length: 2 * count }, (_, index) => index / 2),
    targets: Float32Array.from({ length: count }, (_, index) => -index),
    count,
  };
}

function numbersIn({ inputs, targets, count }: Samples): number[] {
  return Array.from({ length: count }, (_, index) => {
    const number = inputs[2 * index] ?? Number.NaN;
    assert.equal(inputs[2 * index + 1], number + 0.5);
    assert.equal(Math.abs(targets[index] ?? Number.NaN), number);
    return number;
  });
}

/** `_mini_batches` of supervised-reptile, statement for statement. */
function referenceMiniBatches(count: number, batchSize: number, batches: number, random: RandomStream): number[][] {
  const result: number[][] = [];
  let samples = Array.from({ length: count }, (_, index) => index);
  let current: number[] = [];
  for (;;) {
    samples = shuffled(samples, random);
    for (const sample of samples) {
      current.push(sample);
      if (current.length < batchSize) continue;
      result.push(current);
      current = [];
      if (result.length === batches) return result;
    }
  }
}
