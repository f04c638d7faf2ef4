// Average pooling over square windows, and its gradient. Padding does not count: a window at the border is the mean of fewer cells.
// Images are [height, width] pixels of `channels` floats, a multiple of 8. A window as large as the image pools it globally.
// For an output, a division among them: forward size² FLOP and 4 · (size² + 1) bytes, gradient size² + 1 FLOP and 4 · (2 · size² + 1) bytes.

import { zeros } from './vector';

export function averagePool(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32,
  size: i32, stride: i32, padTop: i32, padLeft: i32, x: usize, y: usize,
): void {
  const pixel = <usize>channels * 4;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let row: i32 = 0; row < outputHeight; row++) {
      const top = row * stride - padTop;
      const firstDown = max<i32>(0, -top), lastDown = min<i32>(size, height - top);
      for (let column: i32 = 0; column < outputWidth; column++) {
        const left = column * stride - padLeft;
        const firstAcross = max<i32>(0, -left), lastAcross = min<i32>(size, width - left);
        const cells = f32x4.splat(<f32>((lastDown - firstDown) * (lastAcross - firstAcross)));
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          let sum = zeros();
          for (let down = firstDown; down < lastDown; down++) {
            let from = x + <usize>((sample * height + top + down) * width + left + firstAcross) * pixel + channel;
            for (let across = firstAcross; across < lastAcross; across++, from += pixel) sum = f32x4.add(sum, v128.load(from));
          }
          v128.store(y + channel, f32x4.div(sum, cells));
        }
        y += pixel;
      }
    }
  }
}

export function averagePoolGradient(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32,
  size: i32, stride: i32, padTop: i32, padLeft: i32, dy: usize, dx: usize,
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
        const cells = f32x4.splat(<f32>((lastDown - firstDown) * (lastAcross - firstAcross)));
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          const share = f32x4.div(v128.load(dy + channel), cells);
          for (let down = firstDown; down < lastDown; down++) {
            let to = dx + <usize>((sample * height + top + down) * width + left + firstAcross) * pixel + channel;
            for (let across = firstAcross; across < lastAcross; across++, to += pixel) {
              v128.store(to, f32x4.add(v128.load(to), share));
            }
          }
        }
        dy += pixel;
      }
    }
  }
}
