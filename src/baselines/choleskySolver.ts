// Symmetric positive definite systems of equations, by Cholesky's factors.

import type { Row } from './rows.ts';

export interface CholeskySolver {
  /** x with matrix · x = right. */
  solve(right: Row): Float64Array;
  /** Natural logarithm of the matrix's determinant. */
  readonly logDeterminant: number;
}

/**
 * Of `matrix` (symmetric, its rows) with `added` on its diagonal. Undefined where that is not positive definite in
 * double precision.
 */
export function factorise(matrix: readonly Row[], added: number): CholeskySolver | undefined {
  const size = matrix.length;
  const lower = matrix.map(() => new Float64Array(size));
  let logDeterminant = 0;
  for (const [row, ofRow] of lower.entries()) {
    for (let column = 0; column <= row; column++) {
      const ofColumn = lower[column] ?? ofRow;
      let sum = (matrix[row]?.[column] ?? Number.NaN) + (row === column ? added : 0);
      for (let k = 0; k < column; k++) sum -= (ofRow[k] ?? 0) * (ofColumn[k] ?? 0);
      if (column < row) ofRow[column] = sum / (ofColumn[column] ?? Number.NaN);
      else if (sum > 0) ofRow[row] = Math.sqrt(sum);
      else return undefined;
    }
    logDeterminant += 2 * Math.log(ofRow[row] ?? Number.NaN);
  }
  return { logDeterminant, solve: (right) => solveBy(lower, right) };
}

/** Forward through the lower factor, then back through its transpose. */
function solveBy(lower: readonly Float64Array[], right: Row): Float64Array {
  const x = Float64Array.from(right);
  for (const [row, ofRow] of lower.entries()) {
    let sum = x[row] ?? Number.NaN;
    for (let k = 0; k < row; k++) sum -= (ofRow[k] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (ofRow[row] ?? Number.NaN);
  }
  for (let row = lower.length - 1; row >= 0; row--) {
    let sum = x[row] ?? Number.NaN;
    for (let k = row + 1; k < lower.length; k++) sum -= (lower[k]?.[row] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (lower[row]?.[row] ?? Number.NaN);
  }
  return x;
}
