import assert from 'node:assert/strict';
import { updateKernels } from '../../../src/engine/fused/wasm/updateModule.ts';
import { randomStream } from '../../../src/engine/random.ts';

/** Around the kernels' vectors of four, and around the blocks that they are given. */
const lengths = [1, 3, 4, 5, 63, 8191, 8192, 8193, 20_011];
const special = [0, -0, 1e-45, -1e-40, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NaN];

describe('kernels of the meta-update', () => {
  const random = randomStream(5, 'training-batches');
  const vectorOf = (length: number) =>
    Float32Array.from({ length }, () =>
      random.integer(50) === 0
        ? (special[random.integer(special.length)] ?? 0)
        : random.normal() * 10 ** random.integer(9),
    );
  const vectorsOf = (count: number, length: number) => Array.from({ length: count }, () => vectorOf(length));

  for (const tasks of [1, 2, 5]) {
    it(`interpolate as JavaScript does operation by operation, bit for bit (${tasks} tasks)`, () => {
      for (const length of lengths) {
        const from = random.integer(7);
        const theta = vectorOf(from + length);
        const adapted = vectorsOf(tasks, from + length);
        const [epsilon, share] = [random.uniform(), 1 / tasks];
        const moved = new Float32Array(length);
        updateKernels().interpolate(theta, adapted, { epsilon, share }, from, moved);
        assertSameBits(moved, interpolated(theta, adapted, epsilon).slice(from));
      }
    });

    for (const least of [Number.NEGATIVE_INFINITY, 0]) {
      it(`carry moments in float64, bit for bit (${tasks} tasks, at least ${least})`, () => {
        for (const length of lengths) {
          const from = random.integer(7);
          const before = vectorOf(from + length);
          const [first = before, ...others] = vectorsOf(tasks, from + length);
          const contributions = others.map((moments) => ({ moments, decay: random.uniform() }));
          const carried = new Float32Array(length);
          updateKernels().carryMoments(before, first, contributions, least, from, carried);
          const expected = Float32Array.from({ length }, (_, index) => {
            const at = from + index;
            const start = before[at] ?? Number.NaN;
            return contributions.reduce(
              (sum, { moments, decay }) => decay * sum + Math.max(least, (moments[at] ?? Number.NaN) - decay * start),
              first[at] ?? Number.NaN,
            );
          });
          assertSameBits(carried, expected);
        }
      });
    }
  }

  it('measure distances to the last digits of float64', () => {
    for (const length of lengths) {
      const [a, b] = [vectorOf(length), vectorOf(length)].map((vector) =>
        vector.map((value) => (Number.isFinite(value) ? value : 0)),
      );
      assert.ok(a !== undefined && b !== undefined);
      const expected = a.reduce((sum, value, index) => sum + (value - (b[index] ?? Number.NaN)) ** 2, 0);
      const measured = updateKernels().sumOfSquaredDifferences(a, b);
      assert.ok(Math.abs(measured - expected) <= 1e-12 * expected, `${measured} is not ${expected}`);
    }
  });

  it('find no distance where there is one number that is none', () => {
    const vector = Float32Array.of(1, Number.NaN, 2);
    assert.ok(Number.isNaN(updateKernels().sumOfSquaredDifferences(vector, Float32Array.of(1, 1, 2))));
  });
});

/** θ + ε · (share · Σ (θᵢ − θ)), value by value. */
function interpolated(theta: Float32Array, adapted: readonly Float32Array[], epsilon: number): Float32Array {
  const { fround } = Math;
  return theta.map((start, index) => {
    const sum = adapted.reduce((all, thetaI) => fround(all + fround((thetaI[index] ?? Number.NaN) - start)), 0);
    return fround(start + fround(epsilon * fround((1 / adapted.length) * sum)));
  });
}

/** Zeros of both signs differ; which of its many ways not to be a number a value has does not matter. */
function assertSameBits(values: Float32Array, expected: Float32Array): void {
  const differing = values.findIndex((value, index) => !Object.is(value, expected[index]));
  assert.equal(
    differing,
    -1,
    `value ${differing} of ${values.length}: ${values[differing]} is not ${expected[differing]}`,
  );
  assert.equal(values.length, expected.length);
}
