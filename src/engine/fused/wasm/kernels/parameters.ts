// Moves parameters between the flat row-major layout [rows, columns] and the kernels' panels of 8 columns. No FLOP, 8
// bytes a value.

/** Panels [columns / 8][rows][8] of a row-major matrix [rows, columns]; padding is left alone. */
export function packMatrix(rows: i32, columns: i32, flat: usize, panels: usize): void {
  for (let column: i32 = 0; column < columns; column += 8) {
    const bytes = <usize>min<i32>(8, columns - column) * 4;
    let from = flat + <usize>column * 4;
    for (let row: i32 = 0; row < rows; row++) {
      copyUpToEight(panels, from, bytes);
      panels += 32;
      from += <usize>columns * 4;
    }
  }
}

/** The inverse of `packMatrix`. */
export function unpackMatrix(rows: i32, columns: i32, flat: usize, panels: usize): void {
  for (let column: i32 = 0; column < columns; column += 8) {
    const bytes = <usize>min<i32>(8, columns - column) * 4;
    let to = flat + <usize>column * 4;
    for (let row: i32 = 0; row < rows; row++) {
      copyUpToEight(to, panels, bytes);
      panels += 32;
      to += <usize>columns * 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function copyUpToEight(to: usize, from: usize, bytes: usize): void {
  if (bytes == 32) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else {
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(to + j, load<f32>(from + j));
  }
}
