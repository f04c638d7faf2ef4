// Matrix products of rows that stand at equal distances, from tiles of the register-blocked kernels.
//
// Cost: 2 · rows · depth · columns FLOPs each. A tile of R rows reads R · depth floats of the source once for each panel of 8
// columns, and a panel once for each tile: all from the nearest cache, so callers keep blocks within it.

import { outerProductTile, productTile, TILE_ROWS } from './microkernels';

/** target[rows][panels · 8] ← source[rows][depth] · weights, in panels. */
export function multiply(
  rows: i32, panels: i32, depth: i32, source: usize, sourceBytes: usize, target: usize, targetBytes: usize, weights: usize,
  panelBytes: usize,
): void {
  for (let tiles = (rows + TILE_ROWS - 1) / TILE_ROWS; tiles > 0; tiles--) {
    const tileRows = (rows + tiles - 1) / tiles;
    productTile(tileRows, panels, depth, source, sourceBytes, target, targetBytes, weights, panelBytes);
    source += <usize>tileRows * sourceBytes;
    target += <usize>tileRows * targetBytes;
    rows -= tileRows;
  }
}

/** gradient[panels][depth][8] ← or += source[rows][depth]ᵀ · dy[rows][panels · 8]. */
export function multiplyTransposed(
  depth: i32, panels: i32, rows: i32, source: usize, sourceBytes: usize, dy: usize, dyBytes: usize, gradient: usize,
  panelBytes: usize, accumulate: bool,
): void {
  for (let tiles = (depth + TILE_ROWS - 1) / TILE_ROWS; tiles > 0; tiles--) {
    const tileRows = (depth + tiles - 1) / tiles;
    outerProductTile(tileRows, panels, rows, source, sourceBytes, dy, dyBytes, gradient, panelBytes, accumulate);
    source += <usize>tileRows * 4;
    gradient += <usize>tileRows * 32;
    depth -= tileRows;
  }
}
