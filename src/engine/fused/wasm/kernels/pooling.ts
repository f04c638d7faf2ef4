// Max and average pooling over square windows, their gradients, and the derivative of max pooling along a vector.
// Padding does not count: it never wins, and a window at the border is the mean of fewer cells. A window as large as
// the image pools it globally. Images are [height, width] pixels of `channels` floats, a multiple of 8; points are the
// same of [outputHeight, outputWidth] pixels. For an output and a window of n cells:
//   max      forward n comparisons and 4 · (n + 2) bytes, its derivative as much; gradient n FLOPs and 8 · (n + 1) bytes
//   average  forward n FLOPs and 4 · (n + 1) bytes, gradient n + 1 FLOPs and 4 · (2 · n + 1) bytes; each divides once

import { AveragePool, AveragePoolGradient, MaxPool, MaxPoolGradient, MaxPoolTangent } from './operations';
import { zeros } from './vector';

/**
 * Takes one of the operations through all windows, in the order of the points.
 * @param image what is pooled, or the gradient by it, which the gradients write
 * @param points what pooling gives, or the gradient by it
 * @param kind the operation's code
 * @param winners for each point, which cell of its window was the largest: `MAX_POOL` writes them, its derivatives read
 * them
 */
export function pool(
  kind: i32, batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, size: i32, stride: i32,
  padTop: i32, padLeft: i32, image: usize, points: usize, winners: usize,
): void {
  const pixel = <usize>channels * 4, rowBytes = <usize>width * pixel;
  if (kind == MaxPoolGradient.CODE || kind == AveragePoolGradient.CODE) memory.fill(image, 0, <usize>(batch * height) * rowBytes);
  for (; batch > 0; batch--, image += <usize>height * rowBytes) {
    for (let row: i32 = 0; row < outputHeight; row++) {
      const top = row * stride - padTop, firstDown = max<i32>(0, -top), endDown = min<i32>(size, height - top);
      for (let column: i32 = 0; column < outputWidth; column++, points += pixel, winners += pixel) {
        const left = column * stride - padLeft, firstAcross = max<i32>(0, -left), endAcross = min<i32>(size, width - left);
        const from = image + <usize>((top + firstDown) * width + left + firstAcross) * pixel;
        const rows = endDown - firstDown, columns = endAcross - firstAcross, firstCell = firstDown * size + firstAcross;
        switch (kind) {
          case MaxPool.CODE: takeLargest(pixel, rowBytes, rows, columns, size, firstCell, from, points, winners); break;
          case MaxPoolTangent.CODE: takeWinners(pixel, rowBytes, rows, columns, size, firstCell, from, points, winners); break;
          case MaxPoolGradient.CODE: addToWinners(pixel, rowBytes, rows, columns, size, firstCell, from, points, winners); break;
          case AveragePool.CODE: takeMean(pixel, rowBytes, rows, columns, from, points); break;
          case AveragePoolGradient.CODE: addShares(pixel, rowBytes, rows, columns, from, points); break;
          default: unreachable();
        }
      }
    }
  }
}

// Of one window: its `rows` and `columns` inside the image begin at `from`, with the cell `firstCell`; cells count row
// by row of `size`.

function takeLargest(
  pixel: usize, rowBytes: usize, rows: i32, columns: i32, size: i32, firstCell: i32, from: usize, y: usize, winners: usize,
): void {
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    let best = f32x4.splat(-Infinity), winner = i32x4.splat(0);
    for (let down: i32 = 0; down < rows; down++) {
      let at = from + <usize>down * rowBytes + channel;
      for (let cell = firstCell + down * size, end = cell + columns; cell < end; cell++, at += pixel) {
        const value = v128.load(at);
        // Not-less-or-equal rather than greater: not-a-number has to pass through.
        const wins = v128.not(f32x4.le(value, best));
        best = v128.bitselect(value, best, wins);
        winner = v128.bitselect(i32x4.splat(cell), winner, wins);
      }
    }
    v128.store(y + channel, best);
    v128.store(winners + channel, winner);
  }
}

/** The derivative of `takeLargest` along a vector: what stands in the image's tangent at the winners. */
function takeWinners(
  pixel: usize, rowBytes: usize, rows: i32, columns: i32, size: i32, firstCell: i32, from: usize, yTangent: usize, winners: usize,
): void {
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    const winner = v128.load(winners + channel);
    let change = zeros();
    for (let down: i32 = 0; down < rows; down++) {
      let at = from + <usize>down * rowBytes + channel;
      for (let cell = firstCell + down * size, end = cell + columns; cell < end; cell++, at += pixel) {
        change = v128.bitselect(v128.load(at), change, i32x4.eq(winner, i32x4.splat(cell)));
      }
    }
    v128.store(yTangent + channel, change);
  }
}

/** The gradient goes to the first largest cell. */
function addToWinners(
  pixel: usize, rowBytes: usize, rows: i32, columns: i32, size: i32, firstCell: i32, to: usize, dy: usize, winners: usize,
): void {
  for (let down: i32 = 0; down < rows; down++, to += rowBytes) {
    let at = to;
    for (let cell = firstCell + down * size, end = cell + columns; cell < end; cell++, at += pixel) {
      for (let channel: usize = 0; channel < pixel; channel += 16) {
        const share = v128.and(v128.load(dy + channel), i32x4.eq(v128.load(winners + channel), i32x4.splat(cell)));
        v128.store(at + channel, f32x4.add(v128.load(at + channel), share));
      }
    }
  }
}

function takeMean(pixel: usize, rowBytes: usize, rows: i32, columns: i32, from: usize, y: usize): void {
  const cells = f32x4.splat(<f32>(rows * columns));
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    let sum = zeros();
    for (let down: i32 = 0; down < rows; down++) {
      let at = from + <usize>down * rowBytes + channel;
      for (let across = columns; across > 0; across--, at += pixel) sum = f32x4.add(sum, v128.load(at));
    }
    v128.store(y + channel, f32x4.div(sum, cells));
  }
}

function addShares(pixel: usize, rowBytes: usize, rows: i32, columns: i32, to: usize, dy: usize): void {
  const cells = f32x4.splat(<f32>(rows * columns));
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    const share = f32x4.div(v128.load(dy + channel), cells);
    for (let down: i32 = 0; down < rows; down++) {
      let at = to + <usize>down * rowBytes + channel;
      for (let across = columns; across > 0; across--, at += pixel) v128.store(at, f32x4.add(v128.load(at), share));
    }
  }
}
