// Where a condition that grows with a number is first met, by halving.

/** More than a float64 has bits of precision. */
const halvings = 60;

/**
 * The number between `low` and `high`, to the last bits, below which `isBelow` holds and from which on it does not.
 * @param isBelow false from some number on, at the latest from `high`
 */
export function findCrossing(isBelow: (number: number) => boolean, low: number, high: number): number {
  let [below, beyond] = [low, high];
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (below + beyond) / 2;
    if (isBelow(middle)) below = middle;
    else beyond = middle;
  }
  return beyond;
}
