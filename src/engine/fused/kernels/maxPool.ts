// Max pooling over square windows, and its gradient, which goes to the first largest cell of a window. Padding never wins.
// Images are [height, width] pixels of `channels` floats, a multiple of 8.
// For an output: forward size² comparisons and 4 · (size² + 2) bytes, its derivative along a vector as much; gradient size² FLOP and
// 8 · (size² + 1) bytes.

import { zeros } from './vector';

/** Also notes, for each output, which cell of its window was the largest: `winners` has the shape of `y`. */
export function maxPool(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32,
  size: i32, stride: i32, padTop: i32, padLeft: i32, x: usize, y: usize, winners: usize,
): void {
  const pixel = <usize>channels * 4;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let row: i32 = 0; row < outputHeight; row++) {
      const top = row * stride - padTop;
      const firstDown = max<i32>(0, -top), lastDown = min<i32>(size, height - top);
      for (let column: i32 = 0; column < outputWidth; column++) {
        const left = column * stride - padLeft;
        const firstAcross = max<i32>(0, -left), lastAcross = min<i32>(size, width - left);
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          let best = f32x4.splat(-Infinity), winner = i32x4.splat(0);
          for (let down = firstDown; down < lastDown; down++) {
            for (let across = firstAcross; across < lastAcross; across++) {
              const value = v128.load(x + <usize>((sample * height + top + down) * width + left + across) * pixel + channel);
              // Not-less-or-equal rather than greater: not-a-number has to pass through.
              const wins = v128.not(f32x4.le(value, best));
              best = v128.bitselect(value, best, wins);
              winner = v128.bitselect(i32x4.splat(down * size + across), winner, wins);
            }
          }
          v128.store(y + channel, best);
          v128.store(winners + channel, winner);
        }
        y += pixel;
        winners += pixel;
      }
    }
  }
}

/** The derivative of `maxPool` along a vector: what stands in `xTangent` at the winners. */
export function maxPoolTangent(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32,
  size: i32, stride: i32, padTop: i32, padLeft: i32, winners: usize, xTangent: usize, yTangent: usize,
): void {
  const pixel = <usize>channels * 4;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let row: i32 = 0; row < outputHeight; row++) {
      const top = row * stride - padTop;
      const firstDown = max<i32>(0, -top), lastDown = min<i32>(size, height - top);
      for (let column: i32 = 0; column < outputWidth; column++) {
        const left = column * stride - padLeft;
        const firstAcross = max<i32>(0, -left), lastAcross = min<i32>(size, width - left);
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          const winner = v128.load(winners + channel);
          let change = zeros();
          for (let down = firstDown; down < lastDown; down++) {
            for (let across = firstAcross; across < lastAcross; across++) {
              const from = xTangent + <usize>((sample * height + top + down) * width + left + across) * pixel + channel;
              change = v128.bitselect(v128.load(from), change, i32x4.eq(winner, i32x4.splat(down * size + across)));
            }
          }
          v128.store(yTangent + channel, change);
        }
        winners += pixel;
        yTangent += pixel;
      }
    }
  }
}

export function maxPoolGradient(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32,
  size: i32, stride: i32, padTop: i32, padLeft: i32, winners: usize, dy: usize, dx: usize,
): void {
  const pixel = <usize>channels * 4;
  memory.fill(dx, 0, <usize>(batch * height * width) * pixel);
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let row: i32 = 0; row < outputHeight; row++) {
      const top = row * stride - padTop;
      const firstDown = max<i32>(0, -top), lastDown = min<i32>(size, height - top);
      for (let column: i32 = 0; column < outputWidth; column++) {
        const left = column * stride - padLeft;
        const firstAcross = max<i32>(0, -left), lastAcross = min<i32>(size, width - left);
        for (let down = firstDown; down < lastDown; down++) {
          for (let across = firstAcross; across < lastAcross; across++) {
            const to = dx + <usize>((sample * height + top + down) * width + left + across) * pixel;
            const cell = i32x4.splat(down * size + across);
            for (let channel: usize = 0; channel < pixel; channel += 16) {
              const share = v128.and(v128.load(dy + channel), i32x4.eq(v128.load(winners + channel), cell));
              v128.store(to + channel, f32x4.add(v128.load(to + channel), share));
            }
          }
        }
        dy += pixel;
        winners += pixel;
      }
    }
  }
}
