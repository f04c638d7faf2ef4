// Dense layers and convolutions: one matrix product over gathered rows, forward and backward.
//
// Every output position (a pixel, or a dense layer's one output) sums over taps: pairs of an input position and a slice of the weights.
// Positions with the same set of taps form a group, so padding is never multiplied. A group in memory:
//   word 0  number of taps
//   word 1  positions per sample
//   word 2  address of the sources: for each position of each sample, for each tap, the address of `depth` input floats
//   word 3  address of the targets: for each position of each sample, the address of the output's floats
//   word 4  address of the taps' byte offsets inside a panel of weights
// Weights are kept in panels of 8 outputs: [outputs / 8][taps · depth][8]. The gradient by the input is the same product, with groups
// of input positions and transposed weights.

import { zeros } from './vector';
import { linearTile, TILE_ROWS, weightGradientTile } from './microkernels';

const GROUP_BYTES: usize = 20;

/** target ← Σ over taps of source · weights, for all groups; `panels` · 8 outputs. */
export function linear(batch: i32, groups: usize, groupCount: i32, depth: i32, panels: i32, weights: usize, panelBytes: usize): void {
  for (; groupCount > 0; groupCount--, groups += GROUP_BYTES) {
    const taps = load<i32>(groups);
    let rows = batch * load<i32>(groups, 4);
    let sources = load<usize>(groups, 8), targets = load<usize>(groups, 12);
    const offsets = load<usize>(groups, 16);
    // Tiles of equal height rather than full tiles and a low rest.
    for (let tiles = (rows + TILE_ROWS - 1) / TILE_ROWS; tiles > 0; tiles--) {
      const tileRows = (rows + tiles - 1) / tiles;
      linearTile(tileRows, panels, taps, depth, sources, targets, offsets, weights, panelBytes);
      sources += <usize>(tileRows * taps) * 4;
      targets += <usize>tileRows * 4;
      rows -= tileRows;
    }
  }
}

/**
 * Weights for the gradient by the input: panels [depth / 8][taps][outputs, padded to 8][8] of the transposed weights. Padding becomes 0.
 */
export function transposeWeights(taps: i32, depth: i32, outputs: i32, weights: usize, to: usize): void {
  const paddedDepth = (depth + 7) & ~7, paddedOutputs = (outputs + 7) & ~7;
  const fromPanelBytes = <usize>(taps * depth) * 32;
  for (let tap: i32 = 0; tap < taps; tap++) {
    for (let row: i32 = 0; row < paddedDepth; row += 4) {
      let from = weights + <usize>(tap * depth + row) * 32;
      let at = to + <usize>(((row >> 3) * taps + tap) * paddedOutputs) * 32 + <usize>(row & 7) * 4;
      for (const end = at + <usize>paddedOutputs * 32; at < end; at += 256, from += fromPanelBytes) {
        if (row + 4 <= depth) {
          transposeBlock(v128.load(from), v128.load(from, 32), v128.load(from, 64), v128.load(from, 96), at);
          transposeBlock(v128.load(from, 16), v128.load(from, 48), v128.load(from, 80), v128.load(from, 112), at + 128);
        } else {
          for (let half: usize = 0; half < 32; half += 16) {
            const block = from + half;
            const r0 = row < depth ? v128.load(block) : zeros(), r1 = row + 1 < depth ? v128.load(block, 32) : zeros();
            const r2 = row + 2 < depth ? v128.load(block, 64) : zeros();
            transposeBlock(r0, r1, r2, zeros(), at + half * 8);
          }
        }
      }
    }
  }
}

// Writes the columns of four rows, 32 bytes apart.
// @ts-ignore: decorator
@inline
function transposeBlock(r0: v128, r1: v128, r2: v128, r3: v128, to: usize): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
}

/**
 * Gradient by the weights, in their panels: for every tap, Σ over the positions that have it of sourceᵀ · dy. dy stands `dyOffset` bytes
 * from the targets of `groups`, and is first packed into `packed`, panels [panels][positions in the order of the groups][8].
 * `taps` are (address, count) pairs that list, for one tap, ranges of positions:
 *   word 0  address of the first position's source
 *   word 1  bytes from one position's source to the next
 *   word 2  positions per sample
 *   word 3  positions per sample in earlier groups
 */
export function weightGradient(
  batch: i32, groups: usize, groupCount: i32, positions: i32, dyOffset: usize, packed: usize,
  taps: usize, tapCount: i32, depth: i32, panels: i32, gradient: usize,
): void {
  const packedPanelBytes = <usize>(batch * positions) * 32;
  packRows(batch, groups, groupCount, dyOffset, packed, packedPanelBytes, panels);
  const panelBytes = <usize>(tapCount * depth) * 32;
  for (; tapCount > 0; tapCount--, taps += 8) {
    let rows = depth;
    let channel: usize = 0;
    for (let tiles = (rows + TILE_ROWS - 1) / TILE_ROWS; tiles > 0; tiles--) {
      const tileRows = (rows + tiles - 1) / tiles;
      weightGradientTile(tileRows, batch, panels, load<usize>(taps), load<i32>(taps, 4), channel, packed, packedPanelBytes, gradient, panelBytes);
      channel += <usize>tileRows * 4;
      gradient += <usize>tileRows * 32;
      rows -= tileRows;
    }
  }
}

function packRows(batch: i32, groups: usize, groupCount: i32, offset: usize, packed: usize, panelBytes: usize, panels: i32): void {
  for (; groupCount > 0; groupCount--, groups += GROUP_BYTES) {
    let targets = load<usize>(groups, 12);
    for (let rows = batch * load<i32>(groups, 4); rows > 0; rows--) {
      let from = load<usize>(targets) + offset, to = packed;
      for (let panel: i32 = 0; panel < panels; panel++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += 32;
        to += panelBytes;
      }
      targets += 4;
      packed += 32;
    }
  }
}
