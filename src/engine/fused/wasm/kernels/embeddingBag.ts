// The mean of the embeddings of a sample's tokens, and its gradient by the embeddings.
// Tokens are rows of `length` floats, `inputStride` floats apart: a token's number, or negative where there is none.
// The table is [tokens, units] without padding, so that an embedding is read in one piece; outputs are rows of `stride`
// floats. Per sample: length · units FLOP and 12 · length · units bytes, mostly of the nearest cache; the gradient as
// much, and it clears the table's first.

/** A sample without tokens gets zeros. */
export function embeddingBag(
  batch: i32, length: i32, inputStride: i32, units: i32, stride: i32, x: usize, table: usize, y: usize,
): void {
  const rowBytes = <usize>units * 4, outputBytes = <usize>stride * 4;
  for (; batch > 0; batch--) {
    memory.fill(y, 0, outputBytes);
    let present: f32 = 0;
    for (let at = x; at < x + <usize>length * 4; at += 4) {
      const token = load<f32>(at);
      if (token < 0) continue;
      present += 1;
      addRow(table + <usize>token * rowBytes, y, rowBytes);
    }
    if (present > 0) divideInto(y, present, y, outputBytes);
    x += <usize>inputStride * 4;
    y += outputBytes;
  }
}

/**
 * Adds each sample's share to its tokens' rows, sample by sample and token by token; all other rows of the gradient
 * become 0. `share` holds `stride` floats.
 */
export function embeddingBagGradient(
  batch: i32, length: i32, inputStride: i32, tokens: i32, units: i32, stride: i32, x: usize, dy: usize, share: usize, gradient: usize,
): void {
  const rowBytes = <usize>units * 4, outputBytes = <usize>stride * 4;
  memory.fill(gradient, 0, <usize>tokens * rowBytes);
  for (; batch > 0; batch--) {
    const end = x + <usize>length * 4;
    let present: f32 = 0;
    for (let at = x; at < end; at += 4) if (load<f32>(at) >= 0) present += 1;
    if (present > 0) {
      divideInto(dy, present, share, outputBytes);
      for (let at = x; at < end; at += 4) {
        const token = load<f32>(at);
        if (token >= 0) addRow(share, gradient + <usize>token * rowBytes, rowBytes);
      }
    }
    x += <usize>inputStride * 4;
    dy += outputBytes;
  }
}

// to ← to + row, any number of floats: rows of the table have no padding to write into.
// @ts-ignore: decorator
@inline
function addRow(row: usize, to: usize, bytes: usize): void {
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) v128.store(to + j, f32x4.add(v128.load(to + j), v128.load(row + j)));
  for (; j < bytes; j += 4) store<f32>(to + j, load<f32>(to + j) + load<f32>(row + j));
}

// @ts-ignore: decorator
@inline
function divideInto(values: usize, divisor: f32, to: usize, bytes: usize): void {
  const divisors = f32x4.splat(divisor);
  for (let j: usize = 0; j < bytes; j += 16) v128.store(to + j, f32x4.div(v128.load(values + j), divisors));
}
