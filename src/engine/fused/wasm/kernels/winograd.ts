// Convolutions with 3x3 kernels and stride 1 by Winograd's F(4x4, 3x3), forward and backward: transformed tiles, one
// matrix product for each of 36 points, and back.
//
// Images are [height, width] pixels of `depth` channels padded to a multiple of 8; weights are panels [outputs / 8][9 ·
// depth][8], transformed weights [outputs / 8][36 · depth][8]. Tiles are 4x4 outputs, numbered through all samples, and
// go through in blocks that stay in the second-level cache: transformed inputs are [36][tiles of the block][channels].
//
// Cost, with T = batch · ⌈height / 4⌉ · ⌈width / 4⌉ tiles, C channels in and K out:
//   forward     72 · T · C · K FLOPs in products (288 directly), 264 · T · C + 180 · T · K in transforms
//   backward    twice that: by the weights and by the input
//   bytes       every image is read or written once, the gradient by the input twice; a block's points stay in the cache

import { multiply, multiplyTransposed } from './product';
import {
  addInputGradient, TILE_INPUTS, TILE_OUTPUTS, transformInput, transformOutput, transformOutputGradient,
} from './winogradTransforms';

const POINTS: i32 = TILE_INPUTS * TILE_INPUTS;

// Points whose distance is a multiple of 4 KiB would share sets of the first-level cache.
// @ts-ignore: decorator
@inline
function pointStride(blockTiles: i32, channels: i32): usize {
  return <usize>(blockTiles * channels) * 4 + 64;
}

/**
 * y ← convolution of x. `workspace`: a patch of 36 pixels, then a block's points of x, then those of y; channel counts
 * are padded ones but for `depth`.
 */
export function winograd(
  batch: i32, height: i32, width: i32, outputHeight: i32, outputWidth: i32, padTop: i32, padLeft: i32,
  channels: i32, depth: i32, outputs: i32, blockTiles: i32, x: usize, y: usize, weights: usize, workspace: usize,
): void {
  const patch = workspace, xPoints = patch + patchBytes(channels, outputs);
  const xStride = pointStride(blockTiles, channels), yStride = pointStride(blockTiles, outputs);
  const yPoints = xPoints + <usize>POINTS * xStride;
  const xPixel = <usize>channels * 4, yPixel = <usize>outputs * 4;
  const tiles = batch * tilesAcross(outputHeight) * tilesAcross(outputWidth);
  const panelBytes = <usize>(POINTS * depth) * 32;
  for (let first: i32 = 0; first < tiles; first += blockTiles) {
    const count = min<i32>(blockTiles, tiles - first);
    gatherTiles(first, count, height, width, outputHeight, outputWidth, padTop, padLeft, xPixel, x, patch, xPoints, xStride);
    for (let point: i32 = 0; point < POINTS; point++) {
      multiply(
        count, outputs >> 3, depth, xPoints + <usize>point * xStride, xPixel, yPoints + <usize>point * yStride, yPixel,
        weights + <usize>(point * depth) * 32, panelBytes,
      );
    }
    for (let i: i32 = 0; i < count; i++) {
      locate(first + i, outputHeight, outputWidth);
      const points = yPoints + <usize>i * yPixel;
      const top = tileRow * TILE_OUTPUTS, left = tileColumn * TILE_OUTPUTS;
      const image = y + <usize>(tileSample * outputHeight * outputWidth) * yPixel;
      if (top + TILE_OUTPUTS <= outputHeight && left + TILE_OUTPUTS <= outputWidth) {
        const to = image + <usize>(top * outputWidth + left) * yPixel;
        transformOutput(points, yStride, yPixel, to, <usize>outputWidth * yPixel, yPixel);
      } else {
        transformOutput(points, yStride, yPixel, patch, TILE_OUTPUTS * yPixel, yPixel);
        const down = min<i32>(TILE_OUTPUTS, outputHeight - top), across = min<i32>(TILE_OUTPUTS, outputWidth - left);
        for (let row: i32 = 0; row < down; row++) {
          const to = image + <usize>((top + row) * outputWidth + left) * yPixel;
          copy(to, patch + <usize>(row * TILE_OUTPUTS) * yPixel, <usize>across * yPixel);
        }
      }
    }
  }
}

/**
 * `gradient` ← that by the transformed weights; dx ← that by the input, where `dx` is not 0, with `transposed`
 * transformed weights [channels / 8][36 · outputs][8]. With `accumulate`, adds both to what stands there. `workspace`:
 * a patch, a block's points of x (then of dx), those of dy.
 */
export function winogradGradient(
  batch: i32, height: i32, width: i32, outputHeight: i32, outputWidth: i32, padTop: i32, padLeft: i32,
  channels: i32, depth: i32, outputs: i32, blockTiles: i32, x: usize, dy: usize, dx: usize, transposed: usize, workspace: usize,
  gradient: usize, accumulate: bool,
): void {
  const patch = workspace, xPoints = patch + patchBytes(channels, outputs);
  const xStride = pointStride(blockTiles, channels), yStride = pointStride(blockTiles, outputs);
  const yPoints = xPoints + <usize>POINTS * xStride;
  const xPixel = <usize>channels * 4, yPixel = <usize>outputs * 4;
  const tiles = batch * tilesAcross(outputHeight) * tilesAcross(outputWidth);
  const panelBytes = <usize>(POINTS * depth) * 32, transposedPanelBytes = <usize>(POINTS * outputs) * 32;
  if (dx != 0 && !accumulate) memory.fill(dx, 0, <usize>(batch * height * width) * xPixel);
  for (let first: i32 = 0; first < tiles; first += blockTiles) {
    const count = min<i32>(blockTiles, tiles - first);
    gatherTiles(first, count, height, width, outputHeight, outputWidth, padTop, padLeft, xPixel, x, patch, xPoints, xStride);
    gatherGradients(first, count, outputHeight, outputWidth, yPixel, dy, patch, yPoints, yStride);
    for (let point: i32 = 0; point < POINTS; point++) {
      const ofX = xPoints + <usize>point * xStride, ofY = yPoints + <usize>point * yStride;
      multiplyTransposed(
        depth, outputs >> 3, count, ofX, xPixel, ofY, yPixel, gradient + <usize>(point * depth) * 32, panelBytes,
        accumulate || first > 0,
      );
      if (dx != 0) {
        const weights = transposed + <usize>(point * outputs) * 32;
        multiply(count, channels >> 3, outputs, ofY, yPixel, ofX, xPixel, weights, transposedPanelBytes);
      }
    }
    if (dx != 0) {
      scatterTiles(
        first, count, height, width, outputHeight, outputWidth, padTop, padLeft, xPixel, xPoints, xStride, patch, dx,
      );
    }
  }
}

// Where the tile stands that `locate` was last asked for.
let tileSample: i32 = 0;
let tileRow: i32 = 0;
let tileColumn: i32 = 0;

// @ts-ignore: decorator
@inline
function locate(tile: i32, outputHeight: i32, outputWidth: i32): void {
  const across = tilesAcross(outputWidth), perSample = across * tilesAcross(outputHeight);
  tileSample = tile / perSample;
  const inSample = tile - tileSample * perSample;
  tileRow = inSample / across;
  tileColumn = inSample - tileRow * across;
}

// @ts-ignore: decorator
@inline
function tilesAcross(outputs: i32): i32 {
  return (outputs + TILE_OUTPUTS - 1) / TILE_OUTPUTS;
}

// @ts-ignore: decorator
@inline
function patchBytes(channels: i32, outputs: i32): usize {
  return <usize>(POINTS * max<i32>(channels, outputs)) * 4;
}

/** Transforms the input tiles from `first` on; what lies outside the image is 0. */
function gatherTiles(
  first: i32, count: i32, height: i32, width: i32, outputHeight: i32, outputWidth: i32, padTop: i32, padLeft: i32, pixel: usize,
  x: usize, patch: usize, points: usize, stride: usize,
): void {
  const rowBytes = <usize>width * pixel;
  for (let i: i32 = 0; i < count; i++, points += pixel) {
    locate(first + i, outputHeight, outputWidth);
    const top = tileRow * TILE_OUTPUTS - padTop, left = tileColumn * TILE_OUTPUTS - padLeft;
    const image = x + <usize>(tileSample * height) * rowBytes;
    if (top >= 0 && left >= 0 && top + TILE_INPUTS <= height && left + TILE_INPUTS <= width) {
      transformInput(image + <usize>top * rowBytes + <usize>left * pixel, rowBytes, pixel, pixel, points, stride);
    } else {
      cutOut(image, height, width, top, left, TILE_INPUTS, pixel, patch);
      transformInput(patch, TILE_INPUTS * pixel, pixel, pixel, points, stride);
    }
  }
}

/** Transforms the tiles of the gradient by the output from `first` on. */
function gatherGradients(
  first: i32, count: i32, outputHeight: i32, outputWidth: i32, pixel: usize, dy: usize, patch: usize, points: usize, stride: usize,
): void {
  const rowBytes = <usize>outputWidth * pixel;
  for (let i: i32 = 0; i < count; i++, points += pixel) {
    locate(first + i, outputHeight, outputWidth);
    const top = tileRow * TILE_OUTPUTS, left = tileColumn * TILE_OUTPUTS;
    const image = dy + <usize>(tileSample * outputHeight) * rowBytes;
    if (top + TILE_OUTPUTS <= outputHeight && left + TILE_OUTPUTS <= outputWidth) {
      const tile = image + <usize>top * rowBytes + <usize>left * pixel;
      transformOutputGradient(tile, rowBytes, pixel, pixel, points, stride);
    } else {
      cutOut(image, outputHeight, outputWidth, top, left, TILE_OUTPUTS, pixel, patch);
      transformOutputGradient(patch, TILE_OUTPUTS * pixel, pixel, pixel, points, stride);
    }
  }
}

/** Adds the tiles of the gradient by the input, from `first` on, to dx; what lies outside the image is dropped. */
function scatterTiles(
  first: i32, count: i32, height: i32, width: i32, outputHeight: i32, outputWidth: i32, padTop: i32, padLeft: i32, pixel: usize,
  points: usize, stride: usize, patch: usize, dx: usize,
): void {
  const rowBytes = <usize>width * pixel;
  for (let i: i32 = 0; i < count; i++, points += pixel) {
    locate(first + i, outputHeight, outputWidth);
    const top = tileRow * TILE_OUTPUTS - padTop, left = tileColumn * TILE_OUTPUTS - padLeft;
    const image = dx + <usize>(tileSample * height) * rowBytes;
    if (top >= 0 && left >= 0 && top + TILE_INPUTS <= height && left + TILE_INPUTS <= width) {
      addInputGradient(points, stride, pixel, image + <usize>top * rowBytes + <usize>left * pixel, rowBytes, pixel);
    } else {
      memory.fill(patch, 0, <usize>POINTS * pixel);
      addInputGradient(points, stride, pixel, patch, TILE_INPUTS * pixel, pixel);
      const firstAcross = max<i32>(0, -left), across = min<i32>(TILE_INPUTS, width - left) - firstAcross;
      for (let row = max<i32>(0, -top); row < min<i32>(TILE_INPUTS, height - top); row++) {
        const to = image + <usize>(top + row) * rowBytes + <usize>(left + firstAcross) * pixel;
        add(to, patch + <usize>(row * TILE_INPUTS + firstAcross) * pixel, <usize>max<i32>(0, across) * pixel);
      }
    }
  }
}

/** A square of an image, with zeros where it reaches beyond. */
function cutOut(image: usize, height: i32, width: i32, top: i32, left: i32, size: i32, pixel: usize, to: usize): void {
  memory.fill(to, 0, <usize>(size * size) * pixel);
  const firstAcross = max<i32>(0, -left), across = min<i32>(size, width - left) - firstAcross;
  for (let row = max<i32>(0, -top); row < min<i32>(size, height - top); row++) {
    const from = image + <usize>((top + row) * width + left + firstAcross) * pixel;
    copy(to + <usize>(row * size + firstAcross) * pixel, from, <usize>max<i32>(0, across) * pixel);
  }
}

// Whole vectors; a call of memory.copy costs more than a few pixels do.
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
}

// @ts-ignore: decorator
@inline
function add(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
}
