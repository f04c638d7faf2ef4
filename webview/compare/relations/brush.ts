// What a person marks on an axis.

/** In the axis's places; both ends are within. */
export interface Brush {
  readonly low: number;
  readonly high: number;
}

/** By the dimensions' ids. */
export type Brushes = ReadonlyMap<string, Brush>;
