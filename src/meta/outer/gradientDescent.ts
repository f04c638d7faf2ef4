// Gradient descent on the meta-gradient.

import type { Stretch } from '../stretch.ts';

/**
 * θ ← θ − ε · g.
 * @param gradient g, of `stretch` alone
 * @returns the new values of `stretch`
 */
export function descend(theta: Float32Array, gradient: Float32Array, epsilon: number, { from }: Stretch): Float32Array {
  return gradient.map((slope, index) => (theta[from + index] ?? Number.NaN) - epsilon * slope);
}
