// Resizing against Pillow's results, and against the filters' definition in floating point.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Raster, type Resampling, resize } from '../../../../src/tasks/pictures/resample.ts';

/** Values that Pillow was given, too: (x · 37 + y · 91, x² + 3y, 7xy), modulo 256. */
const formula: Raster = {
  width: 37,
  height: 23,
  channels: 3,
  data: Uint8Array.from({ length: 37 * 23 * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % 37;
    const y = Math.floor(index / 3 / 37);
    return [x * 37 + y * 91, x * x + 3 * y, x * y * 7][index % 3] ?? 0;
  }),
};

/** SHA-256 of `Image.resize((size, size), …)` of Pillow 13.0. */
const pillow: readonly (readonly [number, Resampling, string])[] = [
  [16, 'nearest', 'cc2e707935270f54ba29a5db52292602fc057c3d94d1610d903a2b2d9129fd25'],
  [16, 'area', 'c1241ef4d7d75d7a5332316b49a21a3bbfebc97abb2352568ac8e940582e9781'],
  [16, 'bilinear', '348c29293de94c337c16b71d0d2db8ff5e45bdd3ca481e5a3fe9c5fe38358539'],
  [16, 'bicubic', '6639a92093bec8d3effcf7e78ab6cf8814c1900e06847c4042122abe2845433b'],
  [40, 'bicubic', 'f2fa6d867517e19d08607e0475936e459dc82d366cc0c2a33a9488d3aa17671c'],
  [40, 'bilinear', 'c48d0188fb369f31a6c31d191d02870500baf46a3af80548afbdce41a4610782'],
  [30, 'area', '727ee34200745ce484d5db51f36d55c52175e5b3e1c3b7fa8e0c7cada1398d71'],
  [1, 'bilinear', '91345b2b3f94e98bb5a53f81a20f2ed3c5218a6eeedc2af2d1ebf84137cc3baa'],
];

const kernels: Readonly<Record<Exclude<Resampling, 'nearest'>, { support: number; weight: (x: number) => number }>> = {
  area: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: {
    support: 2,
    weight(x) {
      const d = Math.abs(x);
      if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
      return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
    },
  },
};

/** One output value by the definition: both directions at once, in float64, clipped and not rounded in between. */
function exactValue(
  { width, height, data }: Raster,
  size: number,
  kernel: (typeof kernels)['area'],
  row: number,
  column: number,
) {
  const weights = (from: number, index: number) => {
    const scale = from / size;
    const widening = Math.max(1, scale);
    const center = (index + 0.5) * scale;
    const all = Array.from({ length: from }, (_, cell) => {
      const inside =
        cell + 0.5 > center - kernel.support * widening && cell + 0.5 <= center + kernel.support * widening;
      return inside ? kernel.weight((cell + 0.5 - center) / widening) : 0;
    });
    const sum = all.reduce((total, weight) => total + weight, 0);
    return all.map((weight) => weight / sum);
  };
  const across = weights(width, column);
  const lines = Array.from({ length: height }, (_, y) =>
    Math.min(
      255,
      Math.max(
        0,
        across.reduce((sum, weight, x) => sum + weight * (data[y * width + x] ?? 0), 0),
      ),
    ),
  );
  return weights(height, row).reduce((sum, weight, y) => sum + weight * (lines[y] ?? 0), 0);
}

describe('resizing', () => {
  it('agrees with Pillow bit by bit', () => {
    for (const [size, resampling, expected] of pillow) {
      const found = createHash('sha256')
        .update(resize(formula, size, resampling))
        .digest('hex');
      assert.equal(found, expected, `${resampling} to ${size}`);
    }
  });

  it('is the filter by its definition, up to the rounding of two passes', () => {
    const property = fc.property(
      fc.record({
        width: fc.integer({ min: 1, max: 20 }),
        height: fc.integer({ min: 1, max: 20 }),
        size: fc.integer({ min: 1, max: 12 }),
        resampling: fc.constantFrom('area' as const, 'bilinear' as const, 'bicubic' as const),
        seed: fc.integer({ min: 1, max: 1e6 }),
      }),
      ({ width, height, size, resampling, seed }) => {
        const data = Uint8Array.from(
          { length: width * height },
          (_, index) => (index * index * seed + 7 * index) % 256,
        );
        const raster = { width, height, channels: 1, data };
        const resized = resize(raster, size, resampling);
        for (let index = 0; index < size * size; index++) {
          const exact = exactValue(raster, size, kernels[resampling], Math.floor(index / size), index % size);
          const clipped = Math.min(255, Math.max(0, exact));
          // The first pass rounds by up to 0.5, which bicubic weights of both signs can enlarge; so does the second.
          const tolerance = resampling === 'bicubic' ? 1.3 : 1.01;
          assert.ok(Math.abs((resized[index] ?? Number.NaN) - clipped) <= tolerance, `${resized[index]} for ${exact}`);
        }
      },
    );
    fc.assert(property, { seed: 1, numRuns: 60 });
  });

  it('keeps a picture that has the size already, and an even one even', () => {
    const square = {
      width: 5,
      height: 5,
      channels: 1,
      data: Uint8Array.from({ length: 25 }, (_, index) => 10 * index),
    };
    for (const resampling of ['nearest', 'area', 'bilinear', 'bicubic'] as const) {
      assert.deepEqual(resize(square, 5, resampling), square.data);
      const even = { width: 31, height: 7, channels: 3, data: new Uint8Array(31 * 7 * 3).fill(201) };
      assert.ok(resize(even, 9, resampling).every((value) => value === 201));
    }
  });
});
