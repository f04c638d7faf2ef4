// Matrix products of rows that stand at equal distances, from tiles of the register-blocked kernels.
//
// Shapes: forward [rows][depth] · [depth][columns], its gradient by the weights [rows][depth]ᵀ · [rows][columns];
// columns in panels of 8. Cost: 2 · rows · depth · columns FLOPs each. A tile of R rows reads R · depth floats of the
// source once for each panel of 8 columns, and a panel once for each tile, so 4 · rows · depth · columns · (1 / 8 + 1 /
// R) bytes, and writes 4 · rows · columns, the gradient 4 · depth · columns: all from and to the nearest cache, so
// callers keep blocks within it.

import { outerProductTile, productTile, TILE_ROWS } from './microkernels';
import { RowGroup } from './operations';

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

/**
 * Rows that `multiplyGroupsTransposed` sums over before it turns to other columns: both operands' stay in the nearest
 * cache.
 */
const ROWS_AT_ONCE: i32 = 64;

/** A product for each of `count` groups of rows, each with weights of its own, in panels [panels][count · depth][8]. */
export function multiplyGroups(
  batch: i32, groups: usize, count: i32, panels: i32, depth: i32, source: usize, sourceBytes: usize, target: usize,
  targetBytes: usize, weights: usize,
): void {
  const panelBytes = <usize>(count * depth) * 32;
  for (let group: i32 = 0; group < count; group++, groups += RowGroup.BYTES, weights += <usize>depth * 32) {
    const first = load<usize>(groups, RowGroup.first);
    multiply(
      batch * load<i32>(groups, RowGroup.rows), panels, depth, source + first * sourceBytes, sourceBytes, target + first * targetBytes,
      targetBytes, weights, panelBytes,
    );
  }
}

/** The gradient by the weights of `multiplyGroups`, or that added to `gradient`. */
export function multiplyGroupsTransposed(
  batch: i32, groups: usize, count: i32, panels: i32, depth: i32, source: usize, sourceBytes: usize, dy: usize, dyBytes: usize,
  gradient: usize, accumulate: bool,
): void {
  const panelBytes = <usize>(count * depth) * 32;
  for (let group: i32 = 0; group < count; group++, groups += RowGroup.BYTES, gradient += <usize>depth * 32) {
    const rows = batch * load<i32>(groups, RowGroup.rows);
    let from = source + load<usize>(groups, RowGroup.first) * sourceBytes;
    let slope = dy + load<usize>(groups, RowGroup.first) * dyBytes;
    for (let done: i32 = 0; done < rows; done += ROWS_AT_ONCE) {
      const now = min<i32>(ROWS_AT_ONCE, rows - done);
      multiplyTransposed(depth, panels, now, from, sourceBytes, slope, dyBytes, gradient, panelBytes, accumulate || done > 0);
      from += <usize>now * sourceBytes;
      slope += <usize>now * dyBytes;
    }
  }
}
