// Holm's correction: of many comparisons some look like a difference by chance alone.

/**
 * p-values adjusted for how many there are, in the order given: rejecting those at most 0.05 makes a false claim about
 * any of them with a probability of at most 5 %, however the comparisons depend on each other (Holm 1979). The smallest
 * is multiplied by their number, the next by one less, and so on; none is smaller than one before it, none above 1.
 * @param comparisons of which these are some, whichever the figures have chosen: at least as many. The others, which
 * nobody claims, are taken for larger; where they are not, that errs on the cautious side.
 * @throws RangeError where one is not a number from 0 to 1
 */
export function holmAdjusted(pValues: readonly number[], comparisons = pValues.length): number[] {
  const wrong = pValues.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) throw new RangeError(`A p-value lies between 0 and 1: ${wrong} does not.`);
  const smallestFirst = [...pValues.keys()].sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const adjusted = pValues.slice();
  let least = 0;
  for (const [rank, place] of smallestFirst.entries()) {
    least = Math.max(least, Math.min(1, (comparisons - rank) * (pValues[place] ?? 0)));
    adjusted[place] = least;
  }
  return adjusted;
}
