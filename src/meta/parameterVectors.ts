// Arithmetic on whole parameter vectors, in float32: each operation rounds its result once.

/** a + b */
export function add(a: Float32Array, b: Float32Array): Float32Array {
  const sum = new Float32Array(commonLength(a, b));
  for (let i = 0; i < sum.length; i++) sum[i] = valueAt(a, i) + valueAt(b, i);
  return sum;
}

/** a − b */
export function subtract(a: Float32Array, b: Float32Array): Float32Array {
  const difference = new Float32Array(commonLength(a, b));
  for (let i = 0; i < difference.length; i++) difference[i] = valueAt(a, i) - valueAt(b, i);
  return difference;
}

/** factor · a */
export function scale(factor: number, a: Float32Array): Float32Array {
  const product = new Float32Array(a.length);
  for (let i = 0; i < product.length; i++) product[i] = factor * valueAt(a, i);
  return product;
}

/** The mean of at least one vector; the sum is taken in the order given. */
export function mean(vectors: readonly Float32Array[]): Float32Array {
  return scale(1 / vectors.length, vectors.reduce(add));
}

/** Euclidean length, summed in float64. */
export function norm(a: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += valueAt(a, i) * valueAt(a, i);
  return Math.sqrt(sum);
}

function commonLength(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Parameter vectors differ in length: ${a.length} and ${b.length} values.`);
  return a.length;
}

function valueAt(vector: Float32Array, index: number): number {
  return vector[index] ?? Number.NaN;
}
