// Interpolation, Reptile's own outer update.

import { type Stretch, wholeOf } from './stretch.ts';

/**
 * θ ← θ + ε · mean(θᵢ − θ), in float32, each operation rounded once and the sum taken in task order. One task is the serial version, several
 * the batched one (arXiv 1803.02999, algorithms 1 and 2). All θᵢ start from the same θ, which stays as it is.
 * @returns the new values of `stretch`
 * @throws {RangeError} when the vectors differ in length
 */
export function interpolate(
  theta: Float32Array,
  adapted: readonly Float32Array[],
  epsilon: number,
  { from, to }: Stretch = wholeOf(theta),
): Float32Array {
  requireLength(theta.length, adapted);
  const { fround } = Math;
  const share = 1 / adapted.length;
  const moved = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    const start = theta[i] ?? Number.NaN;
    let sum = 0;
    for (const thetaI of adapted) sum = fround(sum + fround((thetaI[i] ?? Number.NaN) - start));
    moved[i - from] = start + fround(epsilon * fround(share * sum));
  }
  return moved;
}

/** @throws {RangeError} when one of the vectors has another length */
function requireLength(length: number, vectors: readonly Float32Array[]): void {
  const other = vectors.find((vector) => vector.length !== length);
  if (other !== undefined) throw new RangeError(`Parameter vectors differ in length: ${length} and ${other.length} values.`);
}
