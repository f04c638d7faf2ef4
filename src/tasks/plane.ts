// Places and extents in the plane that control tasks are about.

/** A place in the plane: x to the right, y upwards. */
export type Point = readonly [x: number, y: number];

export type Interval = readonly [low: number, high: number];
