// Dense layers and convolutions: one matrix product over gathered rows, forward and backward.
//
// Every output position (a pixel, or a dense layer's one output) sums over taps: pairs of an input position and a slice
// of the weights. Positions with the same set of taps form a group, so padding is never multiplied. Of a group's tables
// the sources hold, for each position of each sample, for each tap, the address of `depth` input floats; the targets,
// for each position of each sample, the address of the output's floats; the offsets, for each tap, bytes inside a panel
// of weights. Weights are kept in panels of 8 outputs: [outputs / 8][taps · depth][8]. The gradient by the input is the
// same product, with groups of input positions and transposed weights.
//
// Cost, with R positions of the batch, T taps, C channels in and K out: forward, gradient by the input and gradient by
// the weights each 2 · R · T · C · K FLOPs. A tile of a few positions reads their T · C inputs and all weights, so 4 ·
// R · T · C · (1 + K / tile rows) bytes, the weights from the nearest caches, and writes 4 · R · K; the gradient by the
// weights packs sources and dy first, 8 bytes each.

import { BLOCK_ROWS, MAX_TILE_ROWS } from '../../program/kernelSizes';
import { zeros } from './vector';
import { linearTile, TILE_ROWS, weightGradientTile } from './microkernels';
import { PositionGroup, SourceRange, Tap } from './operations';

/** target ← Σ over taps of source · weights, for all groups; `panels` · 8 outputs. */
export function linear(
  batch: i32, groups: usize, groupCount: i32, depth: i32, panels: i32, weights: usize, panelBytes: usize,
): void {
  for (; groupCount > 0; groupCount--, groups += PositionGroup.BYTES) {
    const taps = load<i32>(groups, PositionGroup.taps);
    let rows = batch * load<i32>(groups, PositionGroup.positions);
    let sources = load<usize>(groups, PositionGroup.sources), targets = load<usize>(groups, PositionGroup.targets);
    const offsets = load<usize>(groups, PositionGroup.offsets);
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
 * Weights for the gradient by the input: panels [depth / 8][taps][outputs, padded to 8][8] of the transposed weights.
 * Padding becomes 0.
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
 * Gradient by the weights, in their panels: for every tap, Σ over the positions that have it of sourceᵀ · dy. dy stands
 * `dyOffset` bytes from the targets of `groups`. Each of `taps` lists ranges of positions in the order of the groups.
 * Works through the positions in blocks whose sources and dy, packed, stay in the cache. `workspace` holds, one after
 * another: dy in panels [panels][rows of the block][8], sources of one tile [rows of the block][tile rows], and spans
 * of the block, two words for each group. With `accumulate`, adds to what `gradient` holds.
 */
export function weightGradient(
  batch: i32, groups: usize, groupCount: i32, positions: i32, dyOffset: usize, workspace: usize,
  taps: usize, tapCount: i32, depth: i32, panels: i32, gradient: usize, accumulate: bool,
): void {
  const total = batch * positions;
  const packedPanelBytes = <usize>min<i32>(total, BLOCK_ROWS) * 32;
  const sources = workspace + <usize>panels * packedPanelBytes;
  const spans = sources + <usize>(BLOCK_ROWS * MAX_TILE_ROWS) * 4;
  const panelBytes = <usize>(tapCount * depth) * 32;
  for (let block: i32 = 0; block < total; block += BLOCK_ROWS) {
    const blockEnd = min<i32>(block + BLOCK_ROWS, total);
    packRows(batch, groups, groupCount, block, blockEnd, dyOffset, workspace, packedPanelBytes, panels);
    for (let tap: i32 = 0; tap < tapCount; tap++) {
      const ranges = load<usize>(taps + <usize>tap * Tap.BYTES, Tap.ranges);
      const rangesEnd = ranges + load<usize>(taps + <usize>tap * Tap.BYTES, Tap.rangeCount) * SourceRange.BYTES;
      const spansEnd = listSpans(batch, ranges, rangesEnd, block, blockEnd, spans);
      let rows = depth;
      let channel: usize = 0;
      for (let tiles = (rows + TILE_ROWS - 1) / TILE_ROWS; tiles > 0; tiles--) {
        const tileRows = (rows + tiles - 1) / tiles;
        packSources(batch, ranges, rangesEnd, block, blockEnd, channel, tileRows, sources);
        const to = gradient + <usize>(tap * depth) * 32 + channel * 8;
        weightGradientTile(
          tileRows, panels, spans, spansEnd, sources, workspace, packedPanelBytes, to, panelBytes, accumulate || block > 0,
        );
        channel += <usize>tileRows * 4;
        rows -= tileRows;
      }
    }
  }
}

/**
 * The parts of a tap's ranges inside a block, as pairs of an offset into a panel of dy and a number of rows. Returns
 * the list's end.
 */
function listSpans(batch: i32, ranges: usize, rangesEnd: usize, block: i32, blockEnd: i32, spans: usize): usize {
  for (; ranges < rangesEnd; ranges += SourceRange.BYTES) {
    const start = batch * load<i32>(ranges, SourceRange.start);
    const first = max<i32>(start, block);
    const end = min<i32>(start + batch * load<i32>(ranges, SourceRange.positions), blockEnd);
    if (first >= end) continue;
    store<i32>(spans, (first - block) * 32);
    store<i32>(spans, end - first, 4);
    spans += 8;
  }
  return spans;
}

/** `count` channels from `channel` bytes on, of every source of a tap inside a block, one after another. */
function packSources(
  batch: i32, ranges: usize, rangesEnd: usize, block: i32, blockEnd: i32, channel: usize, count: i32, to: usize,
): void {
  const bytes = <usize>count * 4;
  for (; ranges < rangesEnd; ranges += SourceRange.BYTES) {
    const start = batch * load<i32>(ranges, SourceRange.start), stride = load<usize>(ranges, SourceRange.sourceBytes);
    const first = max<i32>(start, block);
    const end = min<i32>(start + batch * load<i32>(ranges, SourceRange.positions), blockEnd);
    let sources = load<usize>(ranges, SourceRange.sources) + <usize>(first - start) * stride;
    for (let rows = end - first; rows > 0; rows--) {
      const from = load<usize>(sources) + channel;
      // Full tiles of both variants without a loop.
      if (count == 5) {
        v128.store(to, v128.load(from));
        store<f32>(to, load<f32>(from, 16), 16);
      } else if (count == 4) {
        v128.store(to, v128.load(from));
      } else {
        for (let j: usize = 0; j < bytes; j += 4) store<f32>(to + j, load<f32>(from + j));
      }
      sources += stride;
      to += bytes;
    }
  }
}

/** dy of the positions of a block, in the order of the groups, as panels [panels][rows of the block][8]. */
function packRows(
  batch: i32, groups: usize, groupCount: i32, block: i32, blockEnd: i32, offset: usize, packed: usize, panelBytes: usize, panels:
  i32,
): void {
  let start: i32 = 0;
  for (; groupCount > 0; groupCount--, groups += PositionGroup.BYTES) {
    const end = start + batch * load<i32>(groups, PositionGroup.positions);
    const first = max<i32>(start, block);
    let targets = load<usize>(groups, PositionGroup.targets) + <usize>(first - start) * 4;
    for (let row = first; row < min<i32>(end, blockEnd); row++) {
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
    start = end;
  }
}
