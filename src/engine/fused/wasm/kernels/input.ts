// Brings samples, as they come from outside, into the layout of the first layer: rows of `width` floats, one for each
// sample, or for each pixel of its image. No FLOP; 8 bytes a value.

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
