// Convolution of the samples themselves, which have few channels and need no gradient: windows are written out as rows
// of a matrix [positions, kernel · kernel · channels], a block of positions at a time, which stays in the nearest
// cache.
//
// Cost, with P = batch · output pixels, D = kernel · kernel · channels, K outputs: 2 · P · D · K FLOPs forward, as many
// for the gradient by the weights; P · D floats go to the cache and come from it in each; y is written, dy read once.

import { WINDOW_ROWS } from '../../program/kernelSizes';
import { multiply, multiplyTransposed } from './product';

/** y ← convolution of the samples; rows of y are `panels` · 8 floats, rows of the workspace `stride`. */
export function convolveInput(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, kernel: i32, step: i32, padTop: i32,
  padLeft: i32, stride: i32, panels: i32, samples: usize, y: usize, weights: usize, workspace: usize,
): void {
  const depth = kernel * kernel * channels, total = batch * outputHeight * outputWidth;
  const rowBytes = <usize>panels * 32;
  for (let first: i32 = 0; first < total; first += WINDOW_ROWS) {
    const count = min<i32>(WINDOW_ROWS, total - first);
    writeWindows(
      first, count, height, width, channels, outputHeight, outputWidth, kernel, step, padTop, padLeft, stride, samples, workspace,
    );
    multiply(
      count, panels, depth, workspace, <usize>stride * 4, y + <usize>first * rowBytes, rowBytes, weights, <usize>depth * 32,
    );
  }
}

/** `gradient` ← that by the weights. */
export function convolveInputGradient(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, kernel: i32, step: i32, padTop: i32,
  padLeft: i32, stride: i32, panels: i32, samples: usize, dy: usize, gradient: usize, workspace: usize,
): void {
  const depth = kernel * kernel * channels, total = batch * outputHeight * outputWidth;
  const rowBytes = <usize>panels * 32;
  for (let first: i32 = 0; first < total; first += WINDOW_ROWS) {
    const count = min<i32>(WINDOW_ROWS, total - first);
    writeWindows(
      first, count, height, width, channels, outputHeight, outputWidth, kernel, step, padTop, padLeft, stride, samples, workspace,
    );
    multiplyTransposed(
      depth, panels, count, workspace, <usize>stride * 4, dy + <usize>first * rowBytes, rowBytes, gradient, <usize>depth * 32,
      first > 0,
    );
  }
}

/**
 * Windows of `count` output positions, numbered through all samples, from `first` on; what lies outside the image is 0.
 */
function writeWindows(
  first: i32, count: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, kernel: i32, step: i32,
  padTop: i32, padLeft: i32, stride: i32, samples: usize, to: usize,
): void {
  const pixel = <usize>channels * 4, windowBytes = <usize>stride * 4;
  // Columns whose windows lie between the image's left and right edge.
  const firstInside = (padLeft + step - 1) / step, room = width - kernel + padLeft;
  // Division rounds towards 0: a kernel one wider than the image would have a window inside.
  const endInside = max<i32>(firstInside, room < 0 ? 0 : room / step + 1);
  let column = first % outputWidth, row = first / outputWidth;
  while (count > 0) {
    const sample = row / outputHeight, top = (row - sample * outputHeight) * step - padTop, left = column * step - padLeft;
    const image = samples + <usize>(sample * height * width) * pixel;
    let columns = 1;
    if (top >= 0 && top + kernel <= height && column >= firstInside && column < endInside) {
      columns = min<i32>(min<i32>(endInside, outputWidth) - column, count);
      const from = image + <usize>(top * width + left) * pixel;
      copyWindows(columns, kernel, <usize>step * pixel, windowBytes, <usize>width * pixel, pixel, from, to);
    } else {
      memory.fill(to, 0, windowBytes);
      const firstAcross = max<i32>(0, -left), lastAcross = min<i32>(kernel, width - left);
      for (let down = max<i32>(0, -top); down < min<i32>(kernel, height - top); down++) {
        let from = image + <usize>((top + down) * width + left + firstAcross) * pixel;
        let cell = to + <usize>(down * kernel + firstAcross) * pixel;
        const end = to + <usize>(down * kernel + max<i32>(firstAcross, lastAcross)) * pixel;
        for (; cell < end; cell += 4, from += 4) store<f32>(cell, load<f32>(from));
      }
    }
    to += <usize>columns * windowBytes;
    count -= columns;
    column += columns;
    if (column == outputWidth) {
      column = 0;
      row++;
    }
  }
}

/**
 * Windows inside the image, next to each other: kernel row by kernel row, in whole vectors. What is too much is written
 * over by the next kernel row, or lies in the padding.
 */
function copyWindows(
  columns: i32, kernel: i32, stepBytes: usize, windowBytes: usize, rowBytes: usize, pixel: usize, image: usize, to: usize,
): void {
  const segment = <usize>kernel * pixel;
  for (; kernel > 0; kernel--, image += rowBytes, to += segment) {
    let from = image, at = to;
    if (segment <= 16) {
      for (let left = columns; left > 0; left--, from += stepBytes, at += windowBytes) v128.store(at, v128.load(from));
    } else if (segment > 32 && segment <= 48) {
      for (let left = columns; left > 0; left--, from += stepBytes, at += windowBytes) {
        v128.store(at, v128.load(from));
        v128.store(at, v128.load(from, 16), 16);
        v128.store(at, v128.load(from, 32), 32);
      }
    } else {
      for (let left = columns; left > 0; left--, from += stepBytes, at += windowBytes) {
        for (let j: usize = 0; j < segment; j += 16) v128.store(at + j, v128.load(from + j));
      }
    }
  }
}
