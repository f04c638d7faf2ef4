// Student's distribution against SciPy.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { exactStudentQuantile, studentCoverage } from '../../../src/meta/studentDistribution.ts';

describe('Student’s distribution', () => {
  it('has SciPy’s quantiles, from one degree of freedom on', () => {
    // [scipy.stats.t.ppf(.975, n) for n in …], SciPy 1.17.1
    const quantiles: readonly (readonly [degrees: number, quantile: number])[] = [
      [1, 12.706204736174694],
      [2, 4.302652729749462],
      [3, 3.1824463052837078],
      [4, 2.7764451051977934],
      [5, 2.5705818356363146],
      [9, 2.262157162798205],
      [30, 2.0422724563012378],
      [199, 1.9719565442517533],
      [200, 1.9718962236339088],
      [201, 1.971836506779859],
      [1000, 1.9623390808264083],
    ];
    for (const [degrees, quantile] of quantiles) {
      const own = exactStudentQuantile(degrees);
      assert.ok(Math.abs(own / quantile - 1) < 1e-10, `${degrees}: ${own} is not ${quantile}`);
    }
  });

  it('covers what SciPy says that it covers', () => {
    // [1 - 2 * scipy.stats.t.sf(t, n) for t, n in …], SciPy 1.17.1
    const coverages: readonly (readonly [t: number, degrees: number, coverage: number])[] = [
      [0, 5, 0],
      [0.5, 1, 0.2951672353008665],
      [2, 2, 0.816496580927726],
      [3, 7, 0.9800578738680075],
      [1, 50, 0.6778743548997557],
      [2.5, 999, 0.9874212724154908],
    ];
    for (const [t, degrees, coverage] of coverages)
      assert.ok(Math.abs(studentCoverage(t, degrees) - coverage) < 1e-12, `${t}, ${degrees}`);
  });

  it('is not known for what is no size or no count', () => {
    for (const [t, degrees] of [
      [-1, 3],
      [Number.NaN, 3],
      [1, 0],
      [1, 2.5],
    ] as const)
      assert.throws(() => studentCoverage(t, degrees), RangeError);
  });
});
