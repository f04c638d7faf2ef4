// Brings samples, as they come from outside, into the layout of the first layer: [rows, width], or images [height, width, channels].
// No FLOP; a copy moves 8 bytes a value, the columns of an image 8 · kernel² bytes for each channel of an output pixel.

/** Copies rows of `width` floats to rows `stride` floats apart. */
export function copyInput(rows: i32, width: i32, stride: i32, samples: usize, to: usize): void {
  if (width == stride) {
    memory.copy(to, samples, <usize>(rows * width) * 4);
    return;
  }
  // Rows are short here; a call of memory.copy costs more than they do.
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < <usize>width * 4; j += 4) store<f32>(to + j, load<f32>(samples + j));
    samples += <usize>width * 4;
    to += <usize>stride * 4;
  }
}

/**
 * Writes the window of every output position as a row [kernel, kernel, channels], rows `stride` floats apart: the convolution of
 * the input then is a matrix product. Cells outside the image are left alone; they were zero when the memory was new.
 */
export function imageToColumns(
  batch: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32,
  kernel: i32, step: i32, padTop: i32, padLeft: i32, stride: i32, samples: usize, to: usize,
): void {
  const pixel = <usize>channels * 4;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let row: i32 = 0; row < outputHeight; row++) {
      const top = row * step - padTop;
      for (let column: i32 = 0; column < outputWidth; column++) {
        const left = column * step - padLeft;
        const firstAcross = max<i32>(0, -left), lastAcross = min<i32>(kernel, width - left);
        for (let down = max<i32>(0, -top); down < min<i32>(kernel, height - top); down++) {
          let from = samples + <usize>((top + down) * width + left + firstAcross) * pixel;
          let cell = to + <usize>(down * kernel + firstAcross) * pixel;
          const end = cell + <usize>(lastAcross - firstAcross) * pixel;
          for (; cell < end; cell += 4, from += 4) store<f32>(cell, load<f32>(from));
        }
        to += <usize>stride * 4;
      }
    }
    samples += <usize>(height * width) * pixel;
  }
}
