// The least and the most of numbers, however many they are: as arguments of Math.min, some hundred thousand overflow the
// stack.

/** Of no values: ∞ and −∞. Where one is not a number both are not. */
export function extentOf(values: Iterable<number>): { readonly least: number; readonly most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}
