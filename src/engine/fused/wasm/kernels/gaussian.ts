// The output of a Gaussian policy: a sample's means, then log standard deviations, which are learned and the same for
// all samples. Means are rows of `components` floats, `inputStride` floats apart; outputs are rows of 2 · components,
// `outputStride` apart. Forward: no FLOP, 16 · components bytes a sample. Gradient: components FLOP and 20 · components
// bytes a sample.

export function appendDeviations(
  batch: i32, components: i32, inputStride: i32, outputStride: i32, means: usize, logDeviations: usize, y: usize,
): void {
  const bytes = <usize>components * 4;
  for (; batch > 0; batch--) {
    for (let j: usize = 0; j < bytes; j += 4) {
      store<f32>(y + j, load<f32>(means + j));
      store<f32>(y + bytes + j, load<f32>(logDeviations + j));
    }
    means += <usize>inputStride * 4;
    y += <usize>outputStride * 4;
  }
}

/**
 * Writes the gradient by the means, whose padding becomes 0, and that by the log standard deviations, summed over the
 * batch.
 */
export function appendDeviationsGradient(
  batch: i32, components: i32, inputStride: i32, outputStride: i32, dy: usize, dx: usize, gradient: usize,
): void {
  const bytes = <usize>components * 4, rowBytes = <usize>inputStride * 4;
  memory.fill(gradient, 0, bytes);
  for (; batch > 0; batch--) {
    for (let j: usize = 0; j < bytes; j += 4) {
      store<f32>(dx + j, load<f32>(dy + j));
      store<f32>(gradient + j, load<f32>(gradient + j) + load<f32>(dy + bytes + j));
    }
    for (let j = bytes; j < rowBytes; j += 4) store<f32>(dx + j, 0);
    dy += <usize>outputStride * 4;
    dx += rowBytes;
  }
}
