// Images turned by quarter turns, as lists of source pixels.

/** Counter-clockwise turns by 90°. */
export type QuarterTurns = 0 | 1 | 2 | 3;

export const allQuarterTurns: readonly QuarterTurns[] = [0, 1, 2, 3];

/**
 * For each pixel (row-major) of a `size` × `size` image turned counter-clockwise, the pixel of the upright image that
 * it shows. Pillow's `rotate` turns in the same direction.
 */
export function turnedPixelSources(size: number, turns: QuarterTurns): Int32Array {
  const last = size - 1;
  return Int32Array.from({ length: size * size }, (_, pixel) => {
    const row = Math.floor(pixel / size);
    const column = pixel % size;
    switch (turns) {
      case 0:
        return pixel;
      case 1:
        return column * size + (last - row);
      case 2:
        return (last - row) * size + (last - column);
      case 3:
        return (last - column) * size + row;
    }
  });
}
