// Regularised linear least squares by Cholesky's decomposition, in float64: for the few features of a baseline.

/** Each time that a matrix is not positive definite by rounding, its diagonal gets ten times as much, as in rllab. */
const attempts = 5;

/**
 * Solves (gram + regularisation · 1) x = moments.
 * @param gram [size, size], symmetric and positive semidefinite; only the lower triangle is read
 * @returns [size]; not a number where the matrix is none that can be solved with
 */
export function solveRegularised(gram: Float64Array, moments: Float64Array, regularisation: number): Float64Array {
  let added = regularisation;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const factor = choleskyFactor(gram, moments.length, added);
    if (factor !== undefined) return substitute(factor, moments);
    added *= 10;
  }
  return new Float64Array(moments.length).fill(Number.NaN);
}

/** Lower triangular L with L Lᵀ = gram + added · 1; undefined where that is not positive definite. */
function choleskyFactor(gram: Float64Array, size: number, added: number): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = (gram[row * size + column] ?? Number.NaN) + (row === column ? added : 0);
      for (let k = 0; k < column; k++) {
        rest -= (factor[row * size + k] ?? Number.NaN) * (factor[column * size + k] ?? Number.NaN);
      }
      if (row === column) {
        if (!(rest > 0)) return undefined;
        factor[row * size + row] = Math.sqrt(rest);
      } else {
        factor[row * size + column] = rest / (factor[column * size + column] ?? Number.NaN);
      }
    }
  }
  return factor;
}

/** x with L Lᵀ x = right, forwards through L and backwards through Lᵀ. */
function substitute(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = right.slice();
  for (let row = 0; row < size; row++) {
    let rest = solution[row] ?? Number.NaN;
    for (let k = 0; k < row; k++) rest -= (factor[row * size + k] ?? Number.NaN) * (solution[k] ?? Number.NaN);
    solution[row] = rest / (factor[row * size + row] ?? Number.NaN);
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = solution[row] ?? Number.NaN;
    for (let k = row + 1; k < size; k++) rest -= (factor[k * size + row] ?? Number.NaN) * (solution[k] ?? Number.NaN);
    solution[row] = rest / (factor[row * size + row] ?? Number.NaN);
  }
  return solution;
}
