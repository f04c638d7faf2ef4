// Stretch: some consecutive values of a long array. What is computed value by value can be shared out among threads by
// stretches.

/** Values `from` up to, not including, `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function wholeOf(values: Float32Array): Stretch {
  return { from: 0, to: values.length };
}

/** Part `index` of `parts` stretches of nearly equal size that together are `length` values. */
export function partOf(length: number, index: number, parts: number): Stretch {
  return { from: Math.floor((index * length) / parts), to: Math.floor(((index + 1) * length) / parts) };
}
