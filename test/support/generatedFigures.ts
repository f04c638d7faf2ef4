// Figures that another language can generate, too, so that what is computed of them can be compared.

/**
 * `count` values in 0 … 1 by a linear congruential generator. In Python:
 * ```python
 * def generated(seed, count):
 *     for _ in range(count): seed = (seed * 1103515245 + 12345) % 2**31; yield seed / 2**31
 * ```
 */
export function generatedFigures(seed: number, count: number): number[] {
  let state = BigInt(seed);
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245n + 12_345n) % 2n ** 31n;
    return Number(state) / 2 ** 31;
  });
}
