// The mean of the embeddings of a sample's tokens, and its gradient by the embeddings.
// Tokens are rows of `length` floats, `inputStride` floats apart: a token's number, or negative where there is none. The table is in
// panels of 8 columns, [panels][tokens][8]; outputs are rows of `panels` · 8 floats.
// Per sample: length · units FLOP and 4 · length · units bytes, twice that for the gradient, which besides clears the table's.

import { zeros } from './vector';

/** A sample without tokens gets zeros. */
export function embeddingBag(
  batch: i32, length: i32, inputStride: i32, tokens: i32, panels: i32, x: usize, table: usize, y: usize,
): void {
  const end = <usize>length * 4, panelBytes = <usize>tokens * 32;
  for (; batch > 0; batch--, x += <usize>inputStride * 4) {
    const present = f32x4.splat(max<f32>(1, countTokens(x, x + end)));
    let rows = table;
    for (let panel: i32 = 0; panel < panels; panel++, rows += panelBytes, y += 32) {
      let low = zeros(), high = zeros();
      for (let at = x; at < x + end; at += 4) {
        const token = load<f32>(at);
        if (token < 0) continue;
        const row = rows + <usize>token * 32;
        low = f32x4.add(low, v128.load(row));
        high = f32x4.add(high, v128.load(row, 16));
      }
      v128.store(y, f32x4.div(low, present));
      v128.store(y, f32x4.div(high, present), 16);
    }
  }
}

/** Adds each sample's share to its tokens' rows, sample by sample and token by token; all other rows of the gradient become 0. */
export function embeddingBagGradient(
  batch: i32, length: i32, inputStride: i32, tokens: i32, panels: i32, x: usize, dy: usize, gradient: usize,
): void {
  const end = <usize>length * 4, panelBytes = <usize>tokens * 32;
  memory.fill(gradient, 0, <usize>panels * panelBytes);
  for (; batch > 0; batch--, x += <usize>inputStride * 4) {
    const present = f32x4.splat(max<f32>(1, countTokens(x, x + end)));
    let rows = gradient;
    for (let panel: i32 = 0; panel < panels; panel++, rows += panelBytes, dy += 32) {
      const low = f32x4.div(v128.load(dy), present), high = f32x4.div(v128.load(dy, 16), present);
      for (let at = x; at < x + end; at += 4) {
        const token = load<f32>(at);
        if (token < 0) continue;
        const row = rows + <usize>token * 32;
        v128.store(row, f32x4.add(v128.load(row), low));
        v128.store(row, f32x4.add(v128.load(row, 16), high), 16);
      }
    }
  }
}

function countTokens(at: usize, end: usize): f32 {
  let count: f32 = 0;
  for (; at < end; at += 4) if (load<f32>(at) >= 0) count += 1;
  return count;
}
